"""What records say: LOM in its variants, Dublin Core, schema.org in RDF/XML; nothing guessed, no person kept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.platforms import dublin_core, lom, schema_rdf
from pipeline.contract import Page, RawListing, Request

FIELDS = set(RawListing.__slots__) - {"key"}
URL = "https://repository.example.org/oai"


def _element(body: str) -> Any:
    return Page(Request(URL, "records"), URL, 200, {}, body.encode()).xml()


def _said(words: dict[str, Any]) -> dict[str, Any]:
    assert set(words) <= FIELDS
    return {name: value for name, value in words.items() if value}


# --- LOM -------------------------------------------------------------------------------------------------


def _lom(content: str) -> dict[str, Any]:
    return _said(lom.words(_element(f'<lom xmlns="http://ltsc.ieee.org/xsd/LOM">{content}</lom>')))


def _czp(content: str) -> dict[str, Any]:
    marked = content.replace("</", "<!/").replace("<", "<czp:").replace("<czp:!/", "</czp:")
    return _said(
        lom.words(_element(f'<czp:lom xmlns:czp="http://www.imsglobal.org/xsd/imsmd_v1p2">{marked}</czp:lom>'))
    )


IEEE = """
  <general>
    <identifier><catalog>URI</catalog><entry>https://objects.example.org/1</entry></identifier>
    <title><string language="de">Ton</string><string language="en-GB">Clay</string></title>
    <language>en</language><language>x-none</language>
    <description><string>Mud.
Water.</string></description><description><string>Fire.</string></description>
    <keyword><string>craft</string><string language="en">crafts</string></keyword>
    <keyword><string>x-none</string></keyword>
  </general>
  <lifeCycle><contribute><role><value>author</value></role>
    <entity>BEGIN:VCARD\nFN:A Person\nORG:Example\\, University;Arts\nEMAIL:a@example.org\nEND:VCARD</entity>
    <entity>BEGIN:VCARD\nFN:B\norg;type=work:Example\\, University\nEND:VCARD</entity></contribute></lifeCycle>
  <technical><format>text/html</format><location>https://pages.example.org/1</location></technical>
  <educational>
    <difficulty><source>LOMv1.0</source><value>easy</value></difficulty>
    <typicalLearningTime><duration>PT10H</duration></typicalLearningTime>
  </educational>
  <rights>
    <cost><source>LOMv1.0</source><value>no</value></cost>
    <copyrightAndOtherRestrictions><source>LOMv1.0</source><value>yes</value></copyrightAndOtherRestrictions>
    <description><string>https://creativecommons.org/licenses/by/4.0/</string></description>
  </rights>
  <classification><purpose><source>LOMv1.0</source><value>discipline</value></purpose>
    <taxonPath><source><string>ISCED</string></source><taxon><id>02</id><entry><string>Arts</string></entry></taxon></taxonPath>
    <keyword><string>pottery</string></keyword></classification>
  <classification><purpose><source>LOMv1.0</source><value>educational level</value></purpose>
    <taxonPath><taxon><id>7</id><entry><string>Bachelor</string></entry></taxon></taxonPath></classification>
"""
READ = {
    "title": "Clay",
    "url": "https://pages.example.org/1",
    "provider": "Example, University",
    "description": "Mud.\nWater.\n\nFire.",
    "language": "en",
    "topics": ("crafts", "Arts", "pottery"),
    "level": "easy",
    "effort": "PT10H",
    "free": "cost no",
    "licence": "https://creativecommons.org/licenses/by/4.0/",
}


def test_lom_of_the_ieee() -> None:
    assert _lom(IEEE) == READ


def test_ims_md_says_the_same_in_its_own_names() -> None:
    czp = IEEE
    names = {"identifier>": "catalogentry>", "string": "langstring", "entity>": "centity>", "duration>": "datetime>"}
    for old, new in names.items():
        czp = czp.replace(old, new)
    for name in ("lifeCycle", "typicalLearningTime", "copyrightAndOtherRestrictions", "taxonPath"):
        czp = czp.replace(name, name.lower())
    assert _czp(czp) == READ


def test_lom_without_words_says_nothing() -> None:
    assert _lom("") == {}
    assert _lom("<general><title><string/></title><language>none</language><keyword/></general>") == {}


def test_persons_are_not_kept() -> None:
    assert "Person" not in str(_lom(IEEE))
    assert "a@example.org" not in str(_lom(IEEE))


@pytest.mark.parametrize(
    ("card", "provider"),
    [
        ("BEGIN:VCARD\n    ORG:Example College\n    END:VCARD", "Example College"),
        ("BEGIN:VCARD\nORG:\nTITLE:none\nEND:VCARD", None),
        ("BEGIN:VCARD\nFN:The ORG: of things\nEND:VCARD", None),
        ("BEGIN:VCARD\r\nORG:College\\; North\r\nEND:VCARD", "College; North"),
        ("BEGIN:VCARD\nNOTE:x\nORG: \nEND:VCARD", None),
        ("", None),
    ],
)
def test_organisation_of_a_card(card: str, provider: str | None) -> None:
    said = _lom(f"<lifecycle><contribute><entity>{card}</entity></contribute></lifecycle>")
    assert said.get("provider") == provider


@pytest.mark.parametrize(
    ("restriction", "description", "licence"),
    [
        ("yes", "", None),
        ("no", "", None),
        ("unknown", "", None),
        ("cc-by-40", "", "cc-by-40"),
        ("cc-by-40", "Ask the author.", "cc-by-40"),
        ("yes", "Copyrighted", "Copyrighted"),
        ("cc-by-40", "https://creativecommons.org/licenses/by/4.0/", "https://creativecommons.org/licenses/by/4.0/"),
    ],
)
def test_licence_is_what_names_one(restriction: str, description: str, licence: str | None) -> None:
    value = f"<copyrightAndOtherRestrictions><value>{restriction}</value></copyrightAndOtherRestrictions>"
    said = _lom(f"<rights>{value}<description><string>{description}</string></description></rights>")
    assert said.get("licence") == licence


def test_access_rights_stand_beside_the_cost() -> None:
    purpose = "<classification><purpose><value>access rights</value></purpose>"
    access = purpose + "<taxonPath><taxon><id>{}</id></taxon></taxonPath>"
    rights = "<rights><cost><value>no</value></cost></rights>"
    assert (
        _lom(rights + access.format("RestrictedAccess") + "</classification>")["free"] == "cost no | RestrictedAccess"
    )
    assert _lom(access.format("OpenAccess") + "</classification>")["free"] == "OpenAccess"


@pytest.mark.parametrize(
    ("places", "url"),
    [
        ("<technical><location>/relative</location><location>https://a.example.org/</location></technical>", "https://a.example.org/"),
        ("<technical><location>\n  https://a.example.org/1\n </location></technical>", "https://a.example.org/1"),
        ("<technical><location>doi:10.1/x</location></technical>", None),
        ("<general><catalogentry><entry><string>https://a.example.org/2</string></entry></catalogentry></general>", "https://a.example.org/2"),
        ("<general><identifier><entry>urn:uuid:1</entry></identifier></general>", None),
    ],
)  # fmt: skip
def test_address_is_where_it_lies_else_where_it_is_described(places: str, url: str | None) -> None:
    assert _lom(places).get("url") == url


# --- Dublin Core -----------------------------------------------------------------------------------------


def _dc(content: str) -> dict[str, Any]:
    names = 'xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return _said(dublin_core.words(_element(f"<oai_dc:dc {names}>{content}</oai_dc:dc>")))


def test_dublin_core() -> None:
    said = _dc(
        "<dc:title> </dc:title><dc:title>Clay</dc:title><dc:title>Mud</dc:title><dc:creator>A Person</dc:creator>"
        "<dc:identifier>ISBN 1</dc:identifier><dc:identifier>https://a.example.org/1</dc:identifier>"
        "<dc:description>One.\nTwo.</dc:description><dc:description/><dc:description>Three.</dc:description>"
        "<dc:subject>craft</dc:subject><dc:subject>craft</dc:subject><dc:subject>art</dc:subject>"
        "<dc:language>eng</dc:language><dc:publisher> Example\n Press </dc:publisher><dc:date>2010</dc:date>"
        "<dc:date>2012-01-01</dc:date><dc:type>text</dc:type><dc:format>text/html</dc:format>"
        "<dc:rights>info:eu-repo/semantics/openAccess</dc:rights><dc:rights>Some rights</dc:rights>"
        "<dc:rights>https://creativecommons.org/licenses/by/4.0/</dc:rights>"
    )
    assert said == {
        "title": "Clay",
        "url": "https://a.example.org/1",
        "provider": "Example Press",
        "description": "One.\nTwo.\n\nThree.",
        "language": "eng",
        "topics": ("craft", "art"),
        "licence": "Some rights | https://creativecommons.org/licenses/by/4.0/",
    }


@pytest.mark.parametrize(
    ("identifier", "url"),
    [
        ("doi:10.1234/abc.5", "https://doi.org/10.1234/abc.5"),
        ("DOI: 10.1234/abc", "https://doi.org/10.1234/abc"),
        ("10.1234/abc", "https://doi.org/10.1234/abc"),
        ("https://doi.org/10.1234/abc", "https://doi.org/10.1234/abc"),
        ("10.5 hours/week", None),
        ("oai:a:10.1234/abc", None),
        ("", None),
    ],
)
def test_doi_is_an_address(identifier: str, url: str | None) -> None:
    assert _dc(f"<dc:identifier>{identifier}</dc:identifier>").get("url") == url


# --- schema.org in RDF/XML -------------------------------------------------------------------------------


def _rdf(content: str) -> dict[str, Any]:
    names = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:sdo="http://schema.org/"'
    return _said(schema_rdf.words(_element(f"<rdf:RDF {names}>{content}</rdf:RDF>")))


def test_values_are_texts_addresses_or_nodes() -> None:
    said = _rdf(
        "<sdo:Person rdf:nodeID='g1'><sdo:name>A Person</sdo:name></sdo:Person>"
        "<sdo:Course rdf:about='https://a.example.org/about'><sdo:name>Clay</sdo:name>"
        "<sdo:url rdf:resource='https://a.example.org/1'/><sdo:description>Mud.</sdo:description>"
        "<sdo:keywords>craft</sdo:keywords><sdo:about><sdo:DefinedTerm rdf:about='urn:art'><sdo:name>Art</sdo:name>"
        "</sdo:DefinedTerm></sdo:about><sdo:about rdf:resource='http://edamontology.org/topic_1'/>"
        "<sdo:provider><sdo:Organization><sdo:name>Example</sdo:name></sdo:Organization></sdo:provider>"
        "<sdo:author><sdo:Person rdf:nodeID='g1'/></sdo:author>"
        "<sdo:license><sdo:CreativeWork rdf:about='https://creativecommons.org/licenses/by/4.0/'/></sdo:license>"
        "<sdo:inLanguage>en</sdo:inLanguage><sdo:educationalLevel>Beginner</sdo:educationalLevel>"
        "<sdo:timeRequired>PT3H</sdo:timeRequired><sdo:isAccessibleForFree>true</sdo:isAccessibleForFree>"
        "<sdo:startDate>2027-01-11</sdo:startDate><sdo:endDate>2027-01-12</sdo:endDate></sdo:Course>"
    )
    assert said == {
        "title": "Clay",
        "url": "https://a.example.org/1",
        "provider": "Example",
        "description": "Mud.",
        "language": "en",
        "topics": ("craft", "Art", "http://edamontology.org/topic_1"),
        "level": "Beginner",
        "effort": "PT3H",
        "free": "true",
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "starts": "2027-01-11",
        "ends": "2027-01-12",
        "kind": "course",
    }


@pytest.mark.parametrize(
    ("name", "kind"),
    [("LearningResource", "material"), ("Course", "course"), ("CourseInstance", "event"), ("Event", "event")],
)
def test_type_is_the_kind(name: str, kind: str) -> None:
    assert _rdf(f"<sdo:{name} rdf:about='https://a.example.org/1'><sdo:name>A</sdo:name></sdo:{name}>") == {
        "title": "A",
        "url": "https://a.example.org/1",
        "kind": kind,
    }


def test_description_of_something_else_has_no_title() -> None:
    assert _rdf("<sdo:Person><sdo:name>A Person</sdo:name></sdo:Person>") == {}
    assert _rdf("") == {}


# --- whatever comes --------------------------------------------------------------------------------------

NAMES = st.sampled_from(
    ("general", "title", "string", "langstring", "rights", "description", "cost", "value", "classification", "purpose",
     "taxonPath", "taxon", "entry", "id", "keyword", "lifecycle", "contribute", "entity", "technical", "location",
     "educational", "difficulty", "language", "RDF", "Course", "name", "url", "dc")
)  # fmt: skip
TREES = st.recursive(
    st.sampled_from(["", "x-none", "ORG:", "ORG:A", "https://a", "no", "\n"]),
    lambda inner: st.tuples(NAMES, st.lists(inner, max_size=4)).map(
        lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0]}>"
    ),
    max_leaves=25,
)


@settings(max_examples=100, deadline=None)
@given(TREES)
def test_any_tree_is_read(tree: str) -> None:
    element = _element(f"<lom>{tree}</lom>")
    for words in (lom.words(element), dublin_core.words(element), schema_rdf.words(element)):
        assert "title" in words
        assert all(value is None or value for name, value in words.items() if name != "topics")
