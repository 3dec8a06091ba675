"""What each news agency lets the site pass on, and how it wants to be named."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from feedgen_site.fields import Fields
from feedgen_site.nodes import Node, Pairs, Text
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
        return _by_key(self.listed).get(agency_key(name))

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


def read(fields: Fields) -> Agencies:
    """Read site.yaml's `agencies` and `agencies_default`."""
    found = fields.mapping("agencies")
    agencies: list[Agency] = []
    names: dict[str, str] = {}
    for key, node in found.pairs if found else ():
        if not isinstance(node, Pairs):
            fields.report(key, "wrong-type", "an agency needs indented settings", "policy: summary")
            continue
        agency = _agency(fields, one_line(key.value), node)
        for name in (agency.name, *agency.aliases):
            other = names.setdefault(agency_key(name), agency.name)
            if other != agency.name:
                message = f"'{name}' is a name of '{other}', too"
                fields.report(key, "bad-agency", message, "delete it from one of the two")
        agencies.append(agency)
    return Agencies(tuple(sorted(agencies, key=lambda agency: agency.name)), _default(fields))


def _default(fields: Fields) -> Agency | None:
    found = fields.find("agencies_default")
    if found is None:
        return None
    if isinstance(found.node, Pairs):
        return _agency(fields, "", found.node)
    policy = fields.choice("agencies_default", Policy, Policy.WITHHOLD)
    return _with_policy("", policy)


def _agency(around: Fields, name: str, node: Pairs) -> Agency:
    fields = Fields(around.path, node, {key: (key,) for key in _KEYS}, around.problems)
    fields.report_unknown("unknown-key", strict=True)
    agency = _with_policy(name, fields.choice("policy", Policy, Policy.FULL))
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
