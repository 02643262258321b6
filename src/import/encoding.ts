/** The encodings that files are read in, and others that are only recognized. Rules: docs/concepts/imports.md (IMP-1). @module */

/** An encoding, by the name that its own standard gives it. `iso-8859-1` is that one, not windows-1252. */
export type Encoding =
  | 'utf-8'
  | 'utf-16le'
  | 'utf-16be'
  | 'windows-1252'
  | 'windows-1250'
  | 'iso-8859-1'
  | 'iso-8859-2'
  | 'iso-8859-15'

/** The encodings with one byte a character. */
export type SingleByteEncoding = Exclude<Encoding, 'utf-8' | 'utf-16le' | 'utf-16be'>

/** Every encoding that files are read in. */
export const encodings: readonly Encoding[] = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'windows-1250',
  'iso-8859-1',
  'iso-8859-2',
  'iso-8859-15',
]

/** Usual names of the encodings, without case and punctuation. */
const names: Readonly<Record<string, Encoding | 'utf-16'>> = {
  utf8: 'utf-8',
  utf8bom: 'utf-8',
  utf8sig: 'utf-8',
  ascii: 'utf-8',
  usascii: 'utf-8',
  utf16: 'utf-16',
  unicode: 'utf-16',
  ucs2: 'utf-16',
  utf16le: 'utf-16le',
  utf16lebom: 'utf-16le',
  utf16be: 'utf-16be',
  utf16bebom: 'utf-16be',
  windows1252: 'windows-1252',
  cp1252: 'windows-1252',
  win1252: 'windows-1252',
  ansi: 'windows-1252',
  windows1250: 'windows-1250',
  cp1250: 'windows-1250',
  win1250: 'windows-1250',
  iso88591: 'iso-8859-1',
  latin1: 'iso-8859-1',
  iso88592: 'iso-8859-2',
  latin2: 'iso-8859-2',
  iso885915: 'iso-8859-15',
  latin9: 'iso-8859-15',
}

const controls: string = Array.from({ length: 32 }, (_, i) => String.fromCharCode(128 + i)).join('')

const latin1: string = Array.from({ length: 128 }, (_, i) => String.fromCharCode(128 + i)).join('')

/**
 * The characters of the bytes 128 to 255. They are written out because runtimes differ in what their `TextDecoder`
 * knows, and because it takes `iso-8859-1` for windows-1252. A byte without a character stays a control character.
 */
export const upperHalves: Readonly<Record<SingleByteEncoding, string>> = {
  'windows-1252': `€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ${latin1.slice(32)}`,
  'windows-1250':
    '€\u0081‚\u0083„…†‡\u0088‰Š‹ŚŤŽŹ\u0090‘’“”•–—\u0098™š›śťžź\u00a0ˇ˘Ł¤Ą¦§¨©Ş«¬\u00ad®Ż°±˛ł´µ¶·¸ąş»Ľ˝ľżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙',
  'iso-8859-1': latin1,
  'iso-8859-2':
    controls +
    '\u00a0Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u00adŽŻ°ą˛ł´ľśˇ¸šşťź˝žżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙',
  'iso-8859-15': `${controls}\u00a0¡¢£€¥Š§š©ª«¬\u00ad®¯°±²³Žµ¶·ž¹º»ŒœŸ¿${latin1.slice(64)}`,
}

/** Encodings that are not read but recognized, so that they can be refused by name. */
export const recognizedHalves: Readonly<Record<string, string>> = {
  macintosh:
    'ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u00a0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uf8ffÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ',
  ibm850:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0',
  'iso-8859-7':
    controls +
    '\u00a0‘’£€₯¦§¨©ͺ«¬\u00ad®―°±²³΄΅Ά·ΈΉΊ»Ό½ΎΏΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡÒΣΤΥΦΧΨΩΪΫάέήίΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώÿ',
  'windows-1251':
    'ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u0098™љ›њќћџ\u00a0ЎўЈ¤Ґ¦§Ё©Є«¬\u00ad®Ї°±Ііґµ¶·ё№є»јЅѕїАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя',
}

/** The encoding that a name means; `utf-16` is told from the file, anything that is not read is `null`. */
export function parseEncodingName(name: string): Encoding | 'utf-16' | null {
  const key = name.toLowerCase().replace(/[^a-z0-9]/g, '')
  return Object.hasOwn(names, key) ? (names[key] ?? null) : null
}
