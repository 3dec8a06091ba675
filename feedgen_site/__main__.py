"""`python -m feedgen_site` is `feedgen-site`."""

from feedgen_site.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
