/** Bytes as texts. @module */

// Browsers, Node, Deno, Bun and workers have them; the types of the language alone do not name them.
declare function btoa(bytes: string): string
declare function atob(text: string): string

/** Bytes, one a character: what can be searched like a text, and cut without cutting into anything. */
export function bytesAsText(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return text
}

/** The bytes of a text that holds one a character. */
export function textAsBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

/** Bytes in base64. */
export function toBase64(bytes: Uint8Array): string {
  return btoa(bytesAsText(bytes))
}

/** The bytes that a base64 text holds; `null` where it is none. Blanks in it don't count. */
export function fromBase64(text: string): Uint8Array | null {
  try {
    return textAsBytes(atob(text))
  } catch {
    return null
  }
}
