"""What each news agency lets the site pass on, and how it wants to be named."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from functools import lru_cache
from itertools import takewhile

from feedgen_site.config import hints
from feedgen_site.fields import Fields, folded_key, is_absent
from feedgen_site.frozen import dataclass
from feedgen_site.nodes import Items, Node, Pairs, Text
from feedgen_site.text import nearest, one_line


class Policy(Enum):
    """How much of an agency's story may be published, from all to nothing."""

    FULL = "full"
    SUMMARY = "summary"
    HEADLINE = "headline"
    WITHHOLD = "withhold"


_BY_STRICTNESS = tuple(Policy)


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency's rules. `points` and `images` say whether key points and pictures may be shown."""

    name: str = ""
    policy: Policy = Policy.FULL
    points: bool = True
    images: bool = True
    credit: str = ""
    rights: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agencies:
    """All agencies that site.yaml lists, by name; `default` is for others, None: there may be none."""

    listed: tuple[Agency, ...] = ()
    default: Agency | None = None

    def find(self, name: str) -> Agency | None:
        """Find an agency by any of its names, after folding case, blanks and punctuation."""
        return _by_key(self.listed).get(agency_key(name)) if self.listed else None

    def is_permitted(self, name: str) -> bool:
        """Say whether it is known what may be done with this agency's stories."""
        return not self.listed or self.default is not None or self.find(name) is not None

    def rules(self, names: Iterable[str]) -> Agency:
        """Give what all of these agencies permit: of two rules the stricter; no agency permits everything."""
        # An unlisted agency beside listed ones is an error, but a warning in a draft, which may be previewed.
        unlisted = self.default or Agency("", Policy.WITHHOLD if self.listed else Policy.FULL)
        found = [self.find(name) or unlisted for name in names]
        if not found:
            return Agency()
        return Agency(
            policy=max((agency.policy for agency in found), key=_BY_STRICTNESS.index),
            points=all(agency.points for agency in found),
            images=all(agency.images for agency in found),
            credit=", ".join(dict.fromkeys(filter(None, (agency.credit for agency in found)))),
            rights=" ".join(dict.fromkeys(filter(None, (agency.rights for agency in found)))),
        )

    def nearest(self, name: str) -> str:
        """Give the name that was probably meant, or ""."""
        keys = {key: agency.name for key, agency in _by_key(self.listed).items()}
        return keys.get(nearest(agency_key(name), keys, 0.6), "")


def agency_key(name: str) -> str:
    """Fold a name for comparing: case, blanks and punctuation do not tell agencies apart."""
    # Turkish has two letters i, and capitals that a casefold of other languages keeps apart from their own.
    decomposed = unicodedata.normalize("NFKD", name).casefold().replace("ı", "i").replace("\u0307", "")
    composed = unicodedata.normalize("NFKC", decomposed)
    return "".join(sign for sign in composed if unicodedata.category(sign)[0] in "LNM") or name


@lru_cache(maxsize=8)
def _by_key(listed: tuple[Agency, ...]) -> Mapping[str, Agency]:
    return {agency_key(name): agency for agency in listed for name in (agency.name, *agency.aliases)}


_KEYS = ("policy", "points", "images", "credit", "rights", "aliases")
_SHOWN = 5
# Words for a policy that are none, for hints. Nobody should be told to publish what they wanted to hold back.
_MEANT = {
    "": Policy.WITHHOLD,
    **dict.fromkeys(("all", "true", "yes", "on", "everything", "text"), Policy.FULL),
    **dict.fromkeys(("short", "teaser", "excerpt", "standfirst", "description"), Policy.SUMMARY),
    **dict.fromkeys(("title", "link"), Policy.HEADLINE),
    **dict.fromkeys(
        ("none", "false", "no", "off", "never", "nothing", "hide", "block", "deny"), Policy.WITHHOLD
    ),
}


def read(fields: Fields) -> Agencies:
    """Read site.yaml's `agencies` and `agencies_default`."""
    found = fields.find("agencies")
    node = found.node if found else None
    if found and (not isinstance(node, Pairs) or _is_one_agency(node)):
        hint = f"agencies: {hints.flow(_mapping_of(found.node))}"
        fields.report(found.key, "wrong-type", "'agencies' should hold the names, each with settings", hint)
        node = None
    agencies: list[Agency] = []
    names: dict[str, str] = {}
    for key, settings in _by_name(fields, node) if isinstance(node, Pairs) else ():
        agency = _agency(fields, one_line(key.value), settings)
        for name in (agency.name, *agency.aliases):
            other = names.setdefault(agency_key(name), agency.name)
            if other != agency.name:
                message = f"'{name}' is a name of '{other}', too"
                fields.report(key, "bad-agency", message, "delete it from one of the two")
        agencies.append(agency)
    return Agencies(tuple(sorted(agencies, key=lambda agency: agency.name)), _default(fields))


def unindented(fields: Fields) -> Mapping[str, str]:
    """Give a hint for each agency that stands beside an empty `agencies`, not under it, by its folded key."""
    if not fields.is_written("agencies") or fields.find("agencies"):
        return {}
    return {
        key: f"agencies: {{{hints.flow(found.key)}: {hints.flow(found.node)}}}"
        for key, found in fields.unknown().items()
        if isinstance(found.node, Pairs) and any(found.node.get(setting) for setting in _KEYS)
    }


def _by_name(fields: Fields, pairs: Pairs) -> Iterator[tuple[Text, Pairs]]:
    """Give each agency with its settings; what stands in another form is reported, and read all the same.

    So its stories are judged by what was probably meant, instead of each being one of an unknown agency.
    """
    left = list(pairs.pairs)
    while left:
        key, node = left.pop(0)
        name = hints.flow(key)
        if isinstance(node, Pairs):
            yield key, node
            continue
        strays = (
            list(takewhile(lambda pair: folded_key(pair[0].value) in _KEYS, left)) if is_absent(node) else []
        )
        if strays:
            del left[: len(strays)]
            settings = Pairs(tuple(strays), node.line, node.column)
            message = f"the settings of '{one_line(key.value)}' should be indented under it"
        else:
            settings = _settings_of(node)
            message = f"'{one_line(key.value)}' should have settings"
        fields.report(key, "wrong-type", message, f"{name}: {hints.flow(settings)}")
        yield key, settings


def _is_one_agency(pairs: Pairs) -> bool:
    """Say whether a mapping is `{name: …, policy: …}`, as other formats have it, in place of names."""
    return isinstance(pairs.get("name"), Text) and isinstance(pairs.get("policy"), Text)


def _mapping_of(node: Node) -> Pairs:
    """Make of a name, or a list of names or of mappings, the mapping that was meant."""
    pairs: list[tuple[Text, Node]] = []
    for item in node.items if isinstance(node, Items) else (node,):
        if isinstance(item, Text):
            pairs.append((item, _settings_of(None)))
        elif isinstance(item, Pairs):
            name = item.get("name")
            if isinstance(name, Text):
                rest = tuple(pair for pair in item.pairs if pair[0].value != "name")
                pairs.append((name, Pairs(rest, 0, 0) if rest else _settings_of(None)))
            else:
                pairs += [
                    (key, one if isinstance(one, Pairs) else _settings_of(one)) for key, one in item.pairs
                ]
    return Pairs(tuple(pairs[:_SHOWN]), node.line, node.column)


def _settings_of(node: Node | None) -> Pairs:
    """Give settings with the policy that a word means, as an example where there is no word."""
    policy = Policy.SUMMARY
    if isinstance(node, Text) and not node.is_null:
        written = node.value.strip().lower()
        words = [policy.value for policy in Policy]
        policy = _MEANT.get(written) or Policy(nearest(written, words, 0.6) or Policy.WITHHOLD)
    return Pairs(((hints.word("policy"), hints.word(policy.value)),), 0, 0)


def _default(fields: Fields) -> Agency | None:
    found = fields.find("agencies_default")
    if found is None:
        return None
    if isinstance(found.node, Pairs):
        return _agency(fields, "", found.node)
    policy = fields.choice("agencies_default", Policy, Policy.WITHHOLD, _MEANT)
    return _with_policy("", policy)


def _agency(around: Fields, name: str, node: Pairs) -> Agency:
    fields = Fields(around.path, node, {key: (key,) for key in _KEYS}, around.problems)
    fields.report_unknown("unknown-key", strict=True)
    agency = _with_policy(name, fields.choice("policy", Policy, Policy.FULL, _MEANT))
    return Agency(
        name,
        agency.policy,
        points=fields.flag("points", agency.points),
        images=fields.flag("images", agency.images),
        credit=fields.string("credit"),
        rights=fields.string("rights"),
        aliases=tuple(_alias(fields, alias) for alias in fields.entries("aliases")),
    )


def _alias(fields: Fields, node: Node) -> str:
    if isinstance(node, Text):
        return one_line(node.value)
    fields.report(node, "wrong-type", "an alias should be one name", "aliases: [AA, Anadolu]")
    return ""


def _with_policy(name: str, policy: Policy) -> Agency:
    """Give a policy's own rules: what is not said to be permitted is what an agreement usually forbids."""
    return Agency(name, policy, points=policy in (Policy.FULL, Policy.SUMMARY), images=policy is Policy.FULL)
