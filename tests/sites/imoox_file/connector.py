"""The file that iMooX had before its web service; it has no next link."""

from connectors.platforms.moochub import MOOChub


class IMooXFile(MOOChub):
    source = "imoox_file"
    feed = "https://imoox.at/mooc/local/moochubs/moochubs_v2.json"
    version = "2"
