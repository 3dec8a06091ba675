"""Namespaces and elements of feeds: what is known of each, and what a value in it must be."""

from __future__ import annotations

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
MEDIA = "{http://search.yahoo.com/mrss/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
XML = "{http://www.w3.org/XML/1998/namespace}"

# Those that validators know, with the prefix that each has everywhere.
PREFIXES = {
    "http://www.w3.org/2005/Atom": "atom",
    "http://www.w3.org/2007/app": "app",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/1998/Math/MathML": "mathml",
    "http://www.w3.org/2000/svg": "svg",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://www.w3.org/XML/1998/namespace": "xml",
    "http://www.w3.org/2003/01/geo/wgs84_pos#": "geo",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.georss.org/georss": "georss",
    "http://www.opengis.net/gml": "gml",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/slash/": "slash",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://purl.org/syndication/history/1.0": "fh",
    "http://purl.org/syndication/thread/1.0": "thr",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://search.yahoo.com/mrss/": "media",
    "http://backend.userland.com/creativeCommonsRssModule": "creativeCommons",
    "http://web.resource.org/cc/": "cc",
    "http://wellformedweb.org/CommentAPI/": "wfw",
    "http://a9.com/-/spec/opensearch/1.1/": "opensearch",
    "http://webns.net/mvcb/": "admin",
    "http://xmlns.com/foaf/0.1/": "foaf",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://base.google.com/ns/1.0": "g",
}
# Prefixes of older modules, which a validator takes for those, whatever they are bound to.
RESERVED = frozenset(
    (
        "access ag annotate audio blogChannel cf company conversationsNetwork cp email ev geourl icbm image "
        "indexing kml20 kml21 kml22 l opensearch10 openid opml rdfs ref reqv rss090 rss091 rss1 rss11 search "
        "soap ss str sub sx taxo trackback wiki xrd xrds"
    ).split()
)
# Known, but not looked into.
UNJUDGED = frozenset(
    (
        "https://podcastindex.org/namespace/1.0",
        "https://schema.org/",
        "http://schema.org/",
    )
)

_TEXTS_OF_ATOM = "title subtitle summary rights content"
ATOM_TEXTS = frozenset(f"{ATOM}{name}" for name in _TEXTS_OF_ATOM.split())

# What may stand in a feed, in an entry; each namespace not named here is left alone.
_ATOM_COMMON = "author category contributor id link rights title updated"
_DC_ELEMENTS = (
    "contributor coverage creator date description format identifier language publisher relation rights "
    "source "
    "subject title type"
)
_MEDIA_EVERYWHERE = (
    "adult category copyright credit description hash keywords player rating restriction text thumbnail title"
)
_ITUNES_EVERYWHERE = "author block explicit image keywords subtitle summary"


def _names(namespace: str, *lists: str) -> frozenset[str]:
    return frozenset(f"{namespace}{name}" for words in lists for name in words.split())


_EXTENSIONS = _names(DC, _DC_ELEMENTS) | _names(MEDIA, _MEDIA_EVERYWHERE, "content group")
ATOM_FEED = (
    _names(ATOM, _ATOM_COMMON, "entry generator icon logo subtitle")
    | _EXTENSIONS
    | _names(ITUNES, _ITUNES_EVERYWHERE, "category new-feed-url owner type")
    | _names(HISTORY, "archive complete")
)
ATOM_ENTRY = (
    _names(ATOM, _ATOM_COMMON, "content published source summary")
    | _EXTENSIONS
    | _names(ITUNES, _ITUNES_EVERYWHERE, "duration episode episodeType season title")
)
RSS_CHANNEL = (
    _names(
        "",
        "category cloud copyright description docs generator image item language lastBuildDate link",
        "managingEditor pubDate rating skipDays skipHours textInput title ttl webMaster",
    )
    | _names(ATOM, _ATOM_COMMON, "generator icon logo subtitle")
    | _EXTENSIONS
    | _names(ITUNES, _ITUNES_EVERYWHERE, "category new-feed-url owner type")
    | _names(HISTORY, "archive complete")
)
RSS_ITEM = (
    _names("", "author category comments description enclosure guid link pubDate source title")
    | _names(ATOM, _ATOM_COMMON, "content published summary")
    | _EXTENSIONS
    | _names(ITUNES, _ITUNES_EVERYWHERE, "duration episode episodeType season title")
    | _names(CONTENT, "encoded items")
)
JUDGED = (ATOM, CONTENT, DC, HISTORY, ITUNES, MEDIA)

# Elements that may stand more than once; all others of those above may not.
REPEATED = (
    _names(ATOM, "author category contributor entry link")
    | _names("", "category item")
    | _names(DC, "contributor creator identifier publisher relation coverage subject date")
    | _names(MEDIA, "category content credit group hash keywords player rating restriction text thumbnail")
    | _names(ITUNES, "category")
)

# Where addresses stand: the attribute, or "" for the text.
URLS = {
    f"{ATOM}link": "href",
    f"{ATOM}uri": "",
    f"{ATOM}logo": "",
    f"{ATOM}icon": "",
    f"{ATOM}generator": "uri",
    f"{ATOM}category": "scheme",
    "link": "",
    "comments": "",
    "docs": "",
    "url": "",
    "source": "url",
    "enclosure": "url",
    f"{MEDIA}content": "url",
    f"{MEDIA}thumbnail": "url",
    f"{MEDIA}player": "url",
    f"{ITUNES}image": "href",
    f"{ITUNES}new-feed-url": "",
}
LANGUAGES = {
    "language": "",
    f"{DC}language": "",
    f"{ATOM}link": "hreflang",
    f"{MEDIA}content": "lang",
    f"{MEDIA}text": "lang",
}
# Plain text, where a reader may take < and & for markup. Atom's texts say what they are.
TEXTS = frozenset(
    (
        "title",
        "copyright",
        "category",
        f"{ATOM}name",
        f"{ATOM}generator",
        f"{DC}rights",
        f"{ITUNES}author",
        f"{ITUNES}subtitle",
        f"{ITUNES}summary",
        f"{ITUNES}keywords",
        f"{ITUNES}name",
        f"{MEDIA}copyright",
        f"{MEDIA}category",
    )
)
TEXT_ATTRIBUTES = {f"{ATOM}category": "label", f"{ATOM}link": "title"}
# Text that says by its type what it is, HTML or plain.
TYPED_TEXTS = frozenset((*ATOM_TEXTS, f"{MEDIA}title", f"{MEDIA}description", f"{MEDIA}text"))
DATES = frozenset((f"{ATOM}updated", f"{ATOM}published", f"{DC}date", "pubDate", "lastBuildDate"))


def local(tag: str) -> str:
    """Give the name of an element without its namespace."""
    return tag.rpartition("}")[2]


def prefixed(tag: str) -> str:
    """Give the name of an element as people write it: `dc:creator`."""
    namespace, _, name = tag.rpartition("}")
    prefix = PREFIXES.get(namespace[1:], "")
    return f"{prefix}:{name}" if prefix and prefix != "atom" else name


# What the formats call differently and people call one.
_SPOKEN = {
    "content:encoded": "content",
    "content_html": "content",
    "description": "summary",
    "category label": "category",
    "category term": "category",
    "tags": "category",
    "copyright": "rights line",
    "dc:rights": "rights line",
    "rights": "rights line",
    "dc:creator": "name",
}


def spoken(name: str) -> str:
    """Give the name of a value in the words of people, the same for every format."""
    return _SPOKEN.get(name, name)
