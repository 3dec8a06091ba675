"""What the preview adds to pages, so that a browser shows what was built again without being asked."""

from __future__ import annotations

from typing import Final

# A page and its styles have a tag each, which the preview gives them; another tag is another content. What
# is gone has none. A page nobody looks at asks for nothing.
_SCRIPT: Final = """\
<script>
(() => {
  const styles = [...document.querySelectorAll("link[rel=stylesheet]")].map((link) => link.href);
  const known = new Map([[location.href, %(tag)s]]);
  const changed = async (file) => {
    const tag = (await fetch(file, {method: "HEAD", cache: "no-store"})).headers.get("ETag") ?? "";
    const before = known.get(file) ?? tag;
    known.set(file, tag);
    return tag !== before;
  };
  const look = async () => {
    try {
      for (const file of document.hidden ? [] : [location.href, ...styles]) {
        if (await changed(file)) return location.reload();
      }
    } catch {}
    setTimeout(look, %(milliseconds)d);
  };
  look();
})();
</script>
"""


def script(tag: str, seconds: float) -> str:
    """Give the script of a page with this entity tag ("" for none): it looks every so many seconds."""
    # The tag is our own: hexadecimal digits in quotation marks.
    return _SCRIPT % {"tag": f"'{tag}'", "milliseconds": round(seconds * 1000)}
