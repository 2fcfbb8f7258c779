"""The channels that were recorded; the replay takes the key from the address only, so the tests put it there."""

from connectors.youtube.connector import YouTube


class YouTubeReplayed(YouTube):
    source = "youtube_replayed"
    channel_ids = ("UCEBb1b_L6zDS3xTUrIALZOw", "UCTBMWu8yshnAmpzR3MoJFtw", "UCBpxspUNl1Th33XbugiHJzw")
    user_names = ()
