"""iMooX: free courses of Austrian universities, on the MOOChub feed."""

from connectors.platforms.moochub import MOOChub


class IMooX(MOOChub):
    """A Moodle of its own: everything in one answer, without a next page."""

    source = "imoox"
    feed = "https://imoox.at/mooc/local/moochubs/classes/webservice.php"
    version = "2"
