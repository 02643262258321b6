/** The checks of legal numbers against the answers of other libraries. @module */
import { describe, expect } from 'vitest'
import type { Result } from '../../../src/kernel/result.ts'
import { parseRegistrationNumber } from '../../../src/party/registration-number.ts'
import { parseSiren, parseSiret, sirenOfSiret, sirenOfVat, vatOfSiren } from '../../../src/party/siren.ts'
import { parseVat } from '../../../src/party/vat.ts'
import { itWithSharedData, readSharedJson } from '../../shared-data.ts'

interface Vector {
  readonly input: string
  readonly valid: boolean
  readonly compact: string | null
  readonly kind: string
  readonly ambiguous?: boolean
}

type Parse = (text: string) => Result<string, unknown>

/** Where we differ from the other libraries on purpose: a cause, and the inputs that it covers. */
interface Difference {
  readonly cause: string
  readonly covers: (vector: Vector) => boolean
}

const hungarianTaxNumber: Difference = {
  cause: 'a domestic tax number of eleven digits is refused there; its first eight digits are the EU number (IDN-6)',
  covers: ({ input, valid }) => !valid && /^\d{8}-?\d-?\d{2}$/.test(input),
}

interface Case {
  readonly file: string
  readonly parse: Parse
  readonly differences?: readonly (Difference & { readonly count: number })[]
}

const vatOf =
  (country: string): Parse =>
  (text) =>
    parseVat(text, country)

const cases: readonly Case[] = [
  { file: 'fr.siret', parse: parseSiret },
  { file: 'fr.siren', parse: parseSiren },
  { file: 'fr.tva', parse: vatOf('FR') },
  { file: 'be.vat', parse: vatOf('BE') },
  { file: 'ro.cui', parse: vatOf('RO') },
  { file: 'ro.onrc', parse: (text) => parseRegistrationNumber(text, 'RO') },
  { file: 'hu.anum', parse: vatOf('HU'), differences: [{ ...hungarianTaxNumber, count: 11 }] },
  { file: 'lu.tva', parse: vatOf('LU') },
  { file: 'ch.uid', parse: vatOf('CH') },
  { file: 'de.vat', parse: vatOf('DE') },
  { file: 'it.iva', parse: vatOf('IT') },
  { file: 'es.nif', parse: vatOf('ES') },
  { file: 'pl.nip', parse: vatOf('PL') },
  { file: 'nl.btw', parse: vatOf('NL') },
  { file: 'gb.vat', parse: vatOf('GB') },
  { file: 'at.uid', parse: vatOf('AT') },
  { file: 'eu.vat', parse: (text) => parseVat(text) },
]

describe('IDN-6 legal numbers and the answers of other libraries', () => {
  for (const { file, parse, differences = [] } of cases) {
    itWithSharedData(`IDN-6 ${file} is accepted, refused and compacted as elsewhere`, () => {
      const counts = differences.map(() => 0)
      const unexplained: string[] = []
      for (const vector of readSharedJson<Vector[]>(`data/vectors/idnumbers/${file}.json`)) {
        if (vector.ambiguous === true || agrees(vector, parse)) continue
        const index = differences.findIndex((difference) => difference.covers(vector))
        if (index < 0) unexplained.push(`${JSON.stringify(vector.input)} (${vector.kind}), there ${vector.compact}`)
        else counts[index] = (counts[index] ?? 0) + 1
      }
      expect(unexplained).toEqual([])
      expect(counts).toEqual(differences.map(({ count }) => count))
    })
  }

  itWithSharedData('IDN-6 the SIREN and the French VAT number follow from a SIRET', () => {
    for (const { siret, siren, frVat } of derived().fr) {
      expect(sirenOfSiret(siret)).toBe(siren)
      expect(vatOfSiren(siren)).toBe(frVat)
      expect(sirenOfVat(frVat)).toBe(siren)
      expect(parseVat(frVat)).toEqual({ ok: true, value: frVat })
    }
  })

  itWithSharedData('IDN-6 the Belgian enterprise number is the VAT number', () => {
    for (const { number, digits, beVat } of derived().be) {
      expect(parseVat(number, 'BE')).toEqual({ ok: true, value: beVat })
      expect(parseRegistrationNumber(number, 'BE')).toEqual({ ok: true, value: digits })
    }
  })

  itWithSharedData('IDN-6 a Romanian CUI is a VAT number with or without RO', () => {
    for (const { cui, roVat } of derived().ro) {
      expect(parseVat(cui, 'RO')).toEqual({ ok: true, value: roVat })
      expect(parseVat(roVat)).toEqual({ ok: true, value: roVat })
    }
  })

  itWithSharedData('IDN-6 the first eight digits of a Hungarian tax number are the EU VAT number', () => {
    for (const { input, valid, huVat } of derived().huAdoszam11) {
      const vat = parseVat(input, 'HU')
      expect(vat.ok ? vat.value : null, input).toBe(valid ? huVat : null)
    }
  })

  itWithSharedData('IDN-6 a Hungarian company number keeps its parts', () => {
    for (const { input, valid, compact } of derived().huCegjegyzekszam) {
      const number = parseRegistrationNumber(input, 'HU')
      expect(number.ok ? number.value : null, input).toBe(valid ? compact : null)
    }
  })
})

/** Their compact form may lack our prefix: it must read as the same number as the input. */
function agrees({ input, valid, compact }: Vector, parse: Parse): boolean {
  const ours = parse(input)
  if (ours.ok !== valid) return false
  if (!ours.ok || compact === null) return true
  const theirs = parse(compact)
  return theirs.ok && theirs.value === ours.value && ours.value.endsWith(endOf(compact))
}

/** Romanian register numbers are written with their parts, so only the year or the check digit is at the end. */
function endOf(compact: string): string {
  return /^[JFC]\d/.test(compact) ? '' : compact
}

interface Derived {
  readonly fr: readonly { siret: string; siren: string; frVat: string }[]
  readonly be: readonly { number: string; digits: string; beVat: string }[]
  readonly ro: readonly { cui: string; roVat: string }[]
  readonly huAdoszam11: readonly { input: string; valid: boolean; huVat?: string }[]
  readonly huCegjegyzekszam: readonly { input: string; valid: boolean; compact?: string }[]
}

function derived(): Derived {
  return readSharedJson<Derived>('data/vectors/idnumbers/derived.json')
}
