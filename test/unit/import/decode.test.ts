import { describe, expect, it } from 'vitest'
import { detectEncoding } from '../../../src/import/detect-encoding.ts'
import { recognizedHalves, type SingleByteEncoding, upperHalves } from '../../../src/import/encoding.ts'
import { itWithSharedData, readShared } from '../../shared-data.ts'
import { inPieces, readWhole, refusalOf } from './table-rows.ts'

const folder = 'data/csv-cases/encodings'

/** What a single-byte encoding lacks was written with the nearest plain sign. */
function withoutTypography(text: string): string {
  return text.replace(/[’]/g, "'").replace(/[“”]/g, '').replace(/—/g, '-')
}

function encode(text: string, encoding: SingleByteEncoding): Uint8Array {
  return Uint8Array.from(text, (char) => {
    const upper = upperHalves[encoding].indexOf(char)
    if (char.charCodeAt(0) >= 128 && upper === -1) throw new Error(`${encoding} has no ${char}`)
    return upper === -1 ? char.charCodeAt(0) : 128 + upper
  })
}

describe('IMP-1 encodings', () => {
  const exact = [
    ['west', 'utf-8-bom', 'utf-8'],
    ['west', 'utf-16le-bom', 'utf-16le'],
    ['west', 'utf-16be-bom', 'utf-16be'],
    ['west', 'windows-1252', 'windows-1252'],
    ['east', 'utf-8-bom', 'utf-8'],
    ['east', 'utf-16le-bom', 'utf-16le'],
  ] as const

  for (const [side, name, encoding] of exact) {
    itWithSharedData(`IMP-1 ${side}.${name}.csv is detected and gives the rows of its UTF-8 twin`, async () => {
      const twin = await readWhole(readShared(`${folder}/${side}.utf-8.csv`))
      const bytes = readShared(`${folder}/${side}.${name}.csv`)
      const detected = await readWhole(bytes)
      expect(detected.table.encoding).toBe(encoding)
      expect(detected.table.headers).toEqual(twin.table.headers)
      expect(detected.cells).toEqual(twin.cells)
      expect((await readWhole(bytes, { encoding })).cells).toEqual(twin.cells)
      expect((await readWhole(inPieces(bytes, 1))).cells).toEqual(twin.cells)
    })
  }

  for (const [side, encoding] of [
    ['west', 'iso-8859-15'],
    ['east', 'windows-1250'],
    ['east', 'iso-8859-2'],
  ] as const) {
    itWithSharedData(
      `IMP-1 ${side}.${encoding}.csv differs from its UTF-8 twin only in signs that the encoding lacks`,
      async () => {
        const twin = await readWhole(readShared(`${folder}/${side}.utf-8.csv`))
        const { table, cells } = await readWhole(readShared(`${folder}/${side}.${encoding}.csv`))
        expect(table.encoding).toBe(encoding)
        const plain = (rows: readonly (readonly string[])[]) =>
          rows.map((row) => row.map((cell) => withoutTypography(cell).replace(/^[?€] /, '')))
        expect(plain(cells)).toEqual(plain(twin.cells))
      },
    )
  }

  itWithSharedData(
    'IMP-1 Romanian in windows-1250 has cedillas where UTF-8 has commas below, and nothing else',
    async () => {
      const comma = await readWhole(readShared(`${folder}/romanian-comma-below.utf-8.csv`))
      const { table, cells } = await readWhole(readShared(`${folder}/romanian-comma-below.windows-1250.csv`))
      expect(table.encoding).toBe('windows-1250')
      const cedilla = (text: string) =>
        text.replace(/[șțȘȚ]/g, (char) => ({ ș: 'ş', ț: 'ţ', Ș: 'Ş', Ț: 'Ţ' })[char] ?? char)
      expect(cells).toEqual(comma.cells.map((row) => row.map(cedilla)))
    },
  )

  for (const [file, encoding] of [
    ['encodings/west.ibm850.csv', 'ibm850'],
    ['encodings/west.macintosh.csv', 'macintosh'],
    ['dataloader-boms/csvtext_BOM_UTF32LE.csv', 'utf-32'],
    ['dataloader-boms/csvtext_BOM_UTF32BE.csv', 'utf-32'],
    ['frictionless/table-infer-iso-8859-7.csv', 'iso-8859-7'],
  ] as const) {
    itWithSharedData(`IMP-1 ${file} is refused by the name of its encoding`, async () => {
      expect(await refusalOf(readShared(`data/csv-cases/${file}`))).toMatchObject({
        code: 'encoding-not-supported',
        encoding,
      })
    })
  }

  for (const encoding of ['iso-8859-16', 'iso-8859-7', 'macintosh', 'ibm850', 'utf-32', 'shift_jis', 'constructor'])
    it(`IMP-1 ${encoding} is refused by name when it is asked for`, async () => {
      expect(await refusalOf('a,b\n1,2\n', { encoding })).toMatchObject({ code: 'encoding-not-supported', encoding })
    })

  it('IMP-1 iso-8859-1 is the standard of that name, not windows-1252', async () => {
    const bytes = Uint8Array.of(...[...'a\n'].map((char) => char.charCodeAt(0)), 0xe9, 0x80, 10)
    expect((await readWhole(bytes, { encoding: 'iso-8859-1' })).cells).toEqual([['é\u0080']])
    expect((await readWhole(bytes, { encoding: 'latin-1' })).cells).toEqual([['é\u0080']])
    expect((await readWhole(bytes, { encoding: 'windows-1252' })).cells).toEqual([['é€']])
  })

  for (const label of ['windows-1252', 'windows-1250', 'iso-8859-2', 'iso-8859-15'] as const)
    it(`IMP-1 the table of ${label} is the one of the platform`, () => {
      const bytes = Uint8Array.from({ length: 128 }, (_, i) => 128 + i)
      expect(upperHalves[label]).toBe(new TextDecoder(label).decode(bytes))
    })

  const languages: readonly (readonly [string, SingleByteEncoding, string])[] = [
    ['French', 'windows-1252', 'Nom;Ville\nCrèche Bièvre;Besançon\nSociété Générale;Orléans\nÀ l’étoile;Nîmes\n'],
    ['French without any accent but é', 'windows-1252', 'Société;Prénom;Téléphone\nDupont;Zoé;1\nPetit;René;2\n'],
    ['French words that begin with é', 'windows-1252', 'Nom;Objet\nA;élevage\nB;élimination\nC;équipement\nD;état\n'],
    ['a cost in French', 'windows-1252', 'Nom;Coût\nA;1\n'],
    ['Romanian without any letter but ă', 'windows-1250', 'Nume;Comuna\nPop;Băneasa\nDragă;Mărăcineni\nIon;Vodă\n'],
    ['Portuguese without any letter but ã', 'windows-1252', 'Nome;Cidade\nSimão;São Paulo\nRomão;Maringã\n'],
    ['one French word', 'windows-1252', 'Nom;Ville\nCrèche;Paris\n'],
    [
      'a list of French people',
      'windows-1252',
      `Nom;Prénom\n${'Rivière;Hélène\nFrère;Thérèse\nMercière;Geneviève\nPrudhomme;Michèle\nBrière;Danièle\nMère;Adèle\n'.repeat(20)}`,
    ],
    [
      'a list of Croatian people',
      'windows-1250',
      `Ime;Prezime\n${'Ana;Kovačević\nIvan;Jančić\nPetar;Božić\nMaja;Čolić\n'.repeat(20)}`,
    ],
    [
      'a list of Slovenian people',
      'windows-1250',
      `Ime;Priimek\n${'Ana;Kovačič\nIvan;Jančar\nPeter;Žagar\nMaja;Počivavšek\nNeža;Črnčec\n'.repeat(4)}`,
    ],
    ['French with euros', 'iso-8859-15', 'Nom;Montant\nCœur;10 €\nŒuf;20 €\nChâteau;3 €\n'],
    ['German', 'windows-1252', 'Firma;Ort\nMüller & Söhne;Köln\nGroßhändler;Düsseldorf\n'],
    ['Hungarian', 'windows-1250', 'Név;Város\nSzűcs Tünde;Pécs\nGyőri Őrség;Győr\nKovács Ágnes;Békéscsaba\n'],
    ['Romanian', 'windows-1250', 'Denumire;Oraş\nBrânduşa SRL;Târgu Mureş\nBrăila Trans;Brăila\n'],
    ['Polish', 'windows-1250', 'Nazwa;Miasto\nŻabka Łódź;Łódź\nŚwięty Jacek;Gdańsk\n'],
    ['Polish', 'iso-8859-2', 'Nazwa;Miasto\nŻabka Łódź;Łódź\nŚwięty Jacek;Gdańsk\n'],
    ['Czech', 'windows-1250', 'Název;Město\nDvořák Štěpán;Plzeň\nŽižka Jiří;Přerov\n'],
    ['Czech', 'iso-8859-2', 'Název;Město\nDvořák Štěpán;Plzeň\nŽižka Jiří;Přerov\n'],
    ['Spanish', 'windows-1252', 'Nombre;Ciudad\nMuñoz y Compañía;A Coruña\nJamón Ibérico;Cádiz\n'],
    ['Portuguese', 'windows-1252', 'Nome;Cidade\nJoão Conceição;São Paulo\nIrmãos;Guimarães\n'],
  ]
  for (const [language, encoding, text] of languages)
    it(`IMP-1 ${language} in ${encoding} is told by its letters`, () => {
      const detected = detectEncoding(encode(text, encoding), true)
      expect(detected).toEqual({ ok: true, value: encoding })
    })

  const strayText =
    'Nom;Ville\nJoséphine;Orléans\nFrançois;Besançon\nHélène;Évreux\nThérèse;Nîmes\nPré à lièvre;Mâcon\n'
  it.each([0x81, 0x8d, 0x8f, 0x90, 0x9d])(
    'IMP-1 a stray byte %i in a text that is clearly windows-1252 is read, and its cell is told',
    async (byte) => {
      const bytes = Uint8Array.of(...encode(strayText, 'windows-1252'), 0x44, byte, 0x3b, 0x58, 10)
      expect(detectEncoding(bytes, true)).toEqual({ ok: true, value: 'windows-1252' })
      const { cells, rows } = await readWhole(bytes)
      expect(cells.at(-1)).toEqual([`D${String.fromCharCode(byte)}`, 'X'])
      expect(rows.flatMap(({ problems }) => problems)).toMatchObject([
        { code: 'text-damaged', severity: 'warning', column: 'Nom' },
      ])
    },
  )

  it.each([
    ['an overlong form of three bytes', [0xe0, 0x80, 0xaf]],
    ['an overlong form of four bytes', [0xf0, 0x80, 0x80, 0xaf]],
    ['half of a surrogate pair', [0xed, 0xa0, 0x80]],
    ['a code point beyond the last one', [0xf4, 0x90, 0x80, 0x80]],
  ])('takes %s for no UTF-8 (RFC 3629)', (_what, bytes) => {
    const around = new TextEncoder().encode('Nom;Ville\nP')
    const read = detectEncoding(Uint8Array.from([...around, ...bytes, ...around]), true)
    expect(read).not.toEqual({ ok: true, value: 'utf-8' })
  })

  it.each(['macintosh', 'ibm850'])('IMP-1 the letters of %s are no stray bytes, in a short text either', (encoding) => {
    const half = recognizedHalves[encoding] ?? ''
    for (const text of [strayText, 'Nom\nThérèse\n', 'Nom\nLe reçu, à Besançon\n']) {
      const bytes = Uint8Array.from(
        [...text].map((char) => (char < '\x80' ? char.charCodeAt(0) : 128 + half.indexOf(char))),
      )
      expect(detectEncoding(bytes, true)).toMatchObject({ ok: false, error: { encoding } })
    }
  })

  it('IMP-1 UTF-16 without a mark is told by its zero bytes', async () => {
    const text = 'Nom,Ville\nÉlodie,Nîmes\n'
    const little = Uint8Array.from([...text].flatMap((char) => [char.charCodeAt(0) & 255, char.charCodeAt(0) >> 8]))
    const big = Uint8Array.from([...text].flatMap((char) => [char.charCodeAt(0) >> 8, char.charCodeAt(0) & 255]))
    expect((await readWhole(little)).table.encoding).toBe('utf-16le')
    expect((await readWhole(big)).cells).toEqual([['Élodie', 'Nîmes']])
  })

  it('IMP-1 a file that is ASCII for long is read in the encoding of its first other letter', async () => {
    const filler = `Nom;Ville\n${'Dupont;Paris\n'.repeat(20_000)}`
    const bytes = encode(`${filler}Crèche;Besançon\n`, 'windows-1252')
    for (const source of [bytes, inPieces(bytes, 1000)]) {
      const { table, cells } = await readWhole(source)
      expect(table.encoding).toBe('windows-1252')
      expect(cells.at(-1)).toEqual(['Crèche', 'Besançon'])
    }
  })

  it('IMP-1 a byte that is not UTF-8 after letters that are is refused with its place, not replaced', async () => {
    const start = new TextEncoder().encode(`Nom;Ville\nÉlodie;Nîmes\n${'Dupont;Paris\n'.repeat(20_000)}`)
    const bytes = new Uint8Array([...start, 0xe9, 0x0a])
    for (const size of [1 << 20, 65_536, 999])
      expect(await refusalOf(inPieces(bytes, size))).toMatchObject({
        code: 'encoding-mismatch',
        encoding: 'utf-8',
        byte: start.length,
      })
    expect(await refusalOf(bytes)).toHaveProperty('row')
  })

  for (const [label, text] of [
    ['among letters that are', 'name\nZoé\nLéa\nChloé\nAnaïs\nNoël\n\xa7\nPépin\n'],
    ['after a byte-order mark', '\ufeffname\nAnna\n\xa7\n'],
  ] as const)
    it(`IMP-1 a byte that is not UTF-8 ${label} is refused with its place, in whatever encoding it might be a letter`, async () => {
      const bytes = new TextEncoder().encode(text.replace('\xa7', '§'))
      const lead = bytes.findIndex((byte, index) => byte === 0xc2 && bytes[index + 1] === 0xa7)
      const damaged = bytes.filter((_, index) => index !== lead)
      expect(await refusalOf(damaged)).toMatchObject({ code: 'encoding-mismatch', encoding: 'utf-8', byte: lead })
    })

  it('IMP-1 a character that is cut off at the end of the file is refused', async () => {
    const bytes = new TextEncoder().encode('Nom\nÉlodie\nNîmé')
    expect(await refusalOf(bytes.subarray(0, -1), { encoding: 'utf-8' })).toMatchObject({
      code: 'encoding-mismatch',
      byte: bytes.length - 2,
    })
  })

  it('IMP-1 an encoding that the byte-order mark contradicts is refused', async () => {
    const bytes = new TextEncoder().encode('\ufeffNom\nÉlodie\n')
    expect(await refusalOf(bytes, { encoding: 'windows-1252' })).toMatchObject({ code: 'encoding-mismatch', byte: 0 })
  })

  for (const [format, start] of [
    ['xlsx', 'PK\x03\x04....[Content_Types].xml'],
    ['zip', 'PK\x03\x04....picture.png'],
    ['xls', '\xd0\xcf\x11\xe0\xa1\xb1'],
    ['pdf', '%PDF-1.7\n'],
    ['html', '<html><table><tr><td>Nom</td>'],
    ['json', '{ "name": "Pomme" }'],
    ['vcard', 'BEGIN:VCARD\r\nVERSION:3.0\r\n'],
  ] as const)
    it(`IMP-1 ${format} is refused by name`, async () => {
      const bytes = Uint8Array.from(start, (char) => char.charCodeAt(0))
      expect(await refusalOf(bytes)).toEqual({ code: 'not-a-table', format })
    })
})
