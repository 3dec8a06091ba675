"""robots.txt: what crawlers are asked to keep away from (RFC 9309). It asks; a crawler may not listen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from feedgen_site import addresses
from feedgen_site.config import AiAccess, SiteConfig

# The two lists were last compared with what operators write of their crawlers on 2026-11-28.

# Gather texts to train models, or sell collections that are used for it. Each as its operator names it:
# openai.com/gptbot, support.claude.com (8896518), commoncrawl.org/ccbot, ByteDance, the two tokens of
# developers.google.com/search/docs/crawling-indexing (common crawlers) and support.apple.com/119829, which
# are no crawlers of their own, developers.facebook.com/docs/sharing/webmasters/web-crawlers,
# developer.amazon.com/amazonbot, allenai.org/crawler, docs.diffbot.com, webz.io/bot.html, nict.go.jp/en.
TRAINING: Final = tuple(
    (
        "GPTBot ClaudeBot anthropic-ai CCBot Bytespider TikTokSpider Google-Extended Applebot-Extended "
        "meta-externalagent FacebookBot Amazonbot AI2Bot cohere-training-data-crawler DeepSeekBot PanguBot "
        "Diffbot omgili webzio-extended Timpibot ICC-Crawler SBIntuitionsBot Cotoyogi YandexAdditional "
        "img2dataset"
    ).split()
)

# Look pages up to answer somebody's question, most of them with a link: platform.openai.com/docs/bots,
# support.claude.com (8896518), docs.perplexity.ai/guides/bots, docs.mistral.ai/robots,
# duckduckgo.com/duckduckgo-help-pages/results/duckassistbot, about.you.com/youbot, Meta as above.
ANSWERS: Final = tuple(
    (
        "OAI-SearchBot ChatGPT-User Claude-SearchBot Claude-User PerplexityBot Perplexity-User "
        "MistralAI-User DuckAssistBot YouBot meta-externalfetcher meta-webindexer Amzn-SearchBot Amzn-User"
    ).split()
)


def text(config: SiteConfig, sitemaps: Sequence[str]) -> str:
    """Write robots.txt; `sitemaps` are the addresses of the site's sitemaps, below the site."""
    rules = config.robots
    kept_out: list[str] = []
    if rules.ai is not AiAccess.ALLOW:
        kept_out += TRAINING
    if rules.ai is AiAccess.DENY:
        kept_out += ANSWERS
    kept_out += rules.deny
    rows = ["# feedgen-site"]
    if kept_out:
        rows += [f"User-agent: {name}" for name in dict.fromkeys(kept_out)]
        rows += ["Disallow: /", ""]
    rows += ["User-agent: *", "Allow: /", ""]
    rows += [f"Sitemap: {addresses.absolute(config.base_url, sitemap)}" for sitemap in sitemaps]
    return "\n".join([*rows, ""])
