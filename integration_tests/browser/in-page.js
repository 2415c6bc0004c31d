/**
 * What a test asks a page that it has opened. An expression, to be evaluated there: `layoutFaults` gives a line for each text that
 * is cut or lies on another, `countColors` the number of colours of an image.
 */
;(() => {
  const shown = (node) => {
    const range = document.createRange()
    range.selectNodeContents(node)
    const text = node.data.trim()
    return [...range.getClientRects()]
      .filter(({ width, height }) => width > 0 && height > 0)
      .map(({ left, right, top, bottom, height }) => ({
        node,
        text,
        // Letters fill only the middle of a line's box.
        box: { left: left + 1, right: right - 1, top: top + height * 0.2, bottom: bottom - height * 0.2 },
      }))
  }

  const texts = () => {
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT)
    const found = []
    while (walker.nextNode()) {
      const node = walker.currentNode
      const { parentElement } = node
      if (parentElement.closest('head, style, title') || !parentElement.checkVisibility()) continue
      if (node.data.trim() !== '') found.push(...shown(node))
    }
    return found
  }

  /** Where a text may be: inside its drawing, and inside all that hides what is too wide. */
  const bounds = ({ node }) => {
    const boxes = [{ left: 0, right: document.documentElement.clientWidth, top: 0, bottom: Infinity }]
    for (let element = node.parentElement; element; element = element.parentElement) {
      const isDrawing = element instanceof SVGSVGElement
      if (isDrawing || getComputedStyle(element).overflowX !== 'visible')
        boxes.push(element.getBoundingClientRect())
    }
    return boxes
  }

  const isInside = (a, b) => a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom
  const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

  return {
    layoutFaults() {
      const all = texts()
      const cut = all.filter((text) => bounds(text).some((box) => !isInside(text.box, box)))
      const pairs = all.flatMap((a, nth) =>
        all
          .slice(nth + 1)
          .filter((b) => overlap(a.box, b.box))
          .map((b) => `"${a.text}" lies on "${b.text}"`),
      )
      return { texts: all.length, faults: [...cut.map(({ text }) => `"${text}" is cut`), ...pairs] }
    },

    async countColors(url) {
      const image = new Image()
      image.src = url
      await image.decode()
      const canvas = new OffscreenCanvas(image.width, image.height)
      const context = canvas.getContext('2d')
      context.drawImage(image, 0, 0)
      const { data } = context.getImageData(0, 0, image.width, image.height)
      return new Set(new Uint32Array(data.buffer)).size
    },
  }
})()
