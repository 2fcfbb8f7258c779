"""When nights and backups run: schedule.yaml turned into times, and the process that waits for them."""
