"""What of a page could run, and what of it did."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request

# Stands in for what vectors call, in every frame, before any script of a page.
_WITNESS: Final = """
for (const name of ['alert', 'confirm', 'prompt', 'print', 'MsgBox'])
    window[name] = number => console.log(`RAN ${number}`)
"""

FINDINGS: Final = """
document => {
    const elements = new Set((
        'html head meta title link script body header footer main nav article section aside ' +
        'a abbr audio b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt ' +
        'em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p picture pre q rp rt ruby s ' +
        'samp small source span strong sub summary sup table tbody td tfoot th thead time tr track u ul ' +
        'var video wbr').split(' '))
    const attributes = new Set((
        'id class lang dir title href hreflang src alt width height start reversed type colspan rowspan ' +
        'scope span datetime rel tabindex charset content property srcset sizes media poster controls ' +
        'preload kind srclang label default cite data-url loading decoding ' +
        'fetchpriority').split(' '))
    const schemes = new Set(['http:', 'https:', 'mailto:', 'tel:', 'about:', document.location?.protocol])
    // The page at an old address does nothing but lead on, to a page of the same site.
    const leadsOn = ({httpEquiv, content}) => httpEquiv === 'refresh' && !document.querySelector('main')
        && URL.parse(content.replace(/^0; url=/, ''), 'https://home.example/')?.host === 'home.example'
    // An edition as a letter has its styles in itself; none of them loads anything.
    const isLetter = document.querySelector('head > meta[name="supported-color-schemes"]') !== null
    const isOfLetter = styles => isLetter && !/url|@import|expression|behavior|[<\\\\]/i.test(styles)
    const found = []
    for (const element of document.querySelectorAll('*')) {
        const name = element.localName
        const isStyle = element.matches('head > style') && isOfLetter(element.textContent)
        if (element.namespaceURI !== 'http://www.w3.org/1999/xhtml' || !(elements.has(name) || isStyle))
            found.push(`<${name}>`)
        if (name === 'script' && element.getAttribute('type') !== 'application/ld+json')
            found.push(element.outerHTML)
        if (name === 'meta' && element.hasAttribute('http-equiv') && !leadsOn(element))
            found.push(element.outerHTML)
        for (const attribute of element.getAttributeNames()) {
            const value = element.getAttribute(attribute)
            const known = attributes.has(attribute) || attribute.startsWith('aria-')
                || (attribute === 'download' && !element.closest('.body'))
                || (attribute === 'style' && isOfLetter(value))
                || (isLetter && ['role', 'data-css-inline'].includes(attribute))
            if (!known && !(name === 'meta' && ['name', 'http-equiv'].includes(attribute)))
                found.push(`<${name} ${attribute}>`)
            // Authors' ids have a prefix, so that none hides one of ours or what a browser names itself.
            if (attribute === 'id' && element.closest('.body') && !/^[us]-/.test(value))
                found.push(`#${value}`)
            if (['href', 'src', 'poster', 'cite'].includes(attribute)) {
                const address = URL.parse(value, document.baseURI)
                if (address && !schemes.has(address.protocol))
                    found.push(`${attribute}=${value}`)
            }
        }
    }
    for (const {textContent} of document.querySelectorAll('script[type="application/ld+json"]')) {
        try { JSON.parse(textContent) } catch { found.push(textContent) }
    }
    return found
}
"""
"""Says what of a document is none of ours, as the browser's own parser sees it; [] is what it should be."""

TOUCH: Final = """
document => {
    const view = document.defaultView
    const web = new Set(['http:', 'https:', 'mailto:', 'tel:', 'file:'])
    view.addEventListener('click', event => {
        const link = event.target.closest?.('[href]')
        if (link && web.has(link.protocol)) event.preventDefault()
    }, true)
    for (const element of document.querySelectorAll('*')) {
        for (const name of element.getAttributeNames())
            if (name.startsWith('on')) element.dispatchEvent(new view.Event(name.slice(2)))
        element.dispatchEvent(new view.MouseEvent('click', {bubbles: true, cancelable: true}))
    }
}
"""
"""Wakes every event handler of a document and clicks every element, without following links to pages."""

PARSED: Final = f"""
pages => {{
    const findings = {FINDINGS}
    return pages.map(page => findings(new DOMParser().parseFromString(page, 'text/html')))
}}
"""
"""Judges pages as the browser reads them, without opening them: findings by page."""

FRAMES: Final = f"""
async frames => {{
    const touch = {TOUCH}
    const findings = {FINDINGS}
    document.body.replaceChildren()
    const opened = frames.map(attributes => {{
        const frame = Object.assign(document.createElement('iframe'), attributes)
        return {{frame, loaded: new Promise(resolve => frame.addEventListener('load', resolve))}}
    }})
    document.body.append(...opened.map(({{frame}}) => frame))
    for (const {{frame}} of opened.filter(({{frame}}) => frame.written)) {{
        frame.contentDocument.open()
        frame.contentDocument.write(frame.written)
        frame.contentDocument.close()
    }}
    await Promise.race([
        Promise.all(opened.map(({{loaded}}) => loaded)), new Promise(resolve => setTimeout(resolve, 5000))])
    const found = opened.map(({{frame}}) => {{
        // A document that has left the site is out of reach.
        const inside = frame.contentDocument
        if (!inside) return ['gone']
        const wrong = findings(inside)
        touch(inside)
        return wrong
    }})
    await new Promise(resolve => setTimeout(resolve, 100))
    return opened.map(({{frame}}, number) => {{
        const stays = !frame.src || frame.contentDocument?.location.href === frame.src
        return stays ? found[number] : [...found[number], 'left its address']
    }})
}}
"""
"""Opens frames (`src`, `srcdoc`, `written` by document.write), judges and touches each: its findings."""

INSERTED: Final = f"""
async texts => {{
    const touch = {TOUCH}
    const findings = {FINDINGS}
    document.body.replaceChildren()
    const found = texts.map(text => {{
        const place = document.createElement('div')
        document.body.append(place)
        place.innerHTML = text
        const alone = document.implementation.createHTMLDocument()
        alone.body.innerHTML = text
        return findings(alone)
    }})
    await new Promise(resolve => setTimeout(resolve, 50))
    touch(document)
    await new Promise(resolve => setTimeout(resolve, 50))
    return found
}}
"""
"""Puts texts into the page by innerHTML, as readers of feeds do, judges and touches each: its findings."""


class Watch:
    """Notes what runs in a page and what it asks for; `home` is where all it needs comes from."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        context.add_init_script(_WITNESS)
        self.page: Page = context.new_page()
        self.ran: list[str] = []
        self.asked: list[str] = []
        self._home = home
        self.page.on("console", self._said)
        self.page.on("dialog", self._opened)
        self.page.on("request", self._requested)

    def _said(self, message: ConsoleMessage) -> None:
        if message.text.startswith("RAN "):
            self.ran.append(message.text.removeprefix("RAN "))

    def _opened(self, dialog: Dialog) -> None:
        self.ran.append(dialog.message)
        dialog.dismiss()

    def _requested(self, request: Request) -> None:
        # Pictures, sound and film of other hosts are part of a story; nothing else is.
        is_of_web = urlsplit(request.url).scheme in ("http", "https")
        is_shown = is_of_web and request.resource_type in ("image", "media")
        if not (is_shown or request.url.startswith((self._home, "about:blank"))):
            self.asked.append(f"{request.resource_type} {request.url}")
