import { describe, expect } from 'vitest'
import { itWithSharedData } from '../shared-data.ts'
import { companySets, contactSets, type SetReport } from './identity-sets.ts'

/**
 * The labels of the childcare sites are a house number and a postcode: they tell buildings apart, where the rules tell
 * companies apart.
 */
const childcareContradictions = {
  'the labels mean one building: its number was mistyped, or stands for a street corner': [
    '25460609/2560609',
    '303060612/303360612',
    '34160628/3460628',
    '441460653/4451160653',
    '6960621/94560621',
  ],
  'two buildings of one organization, under one name in one postcode: without numbers the rules know no sites (IDN-6)':
    [
      '107360608/131260608',
      '111260640/113460640',
      '111260640/512060640',
      '112060651/495060651',
      '113460640/512060640',
      '132960626/696960626',
      '143160610/36360610',
      '150160651/322260651',
      '170160622/251060622',
      '171860608/185460608',
      '191960608/265360608',
      '211460612/21260612',
      '214160616/31060616',
      '21960605/7860605',
      '231860639/541160639',
      '261060647/325560647',
      '292960623/370160623',
      '321560629/642260629',
      '330060618/385560618',
      '340160625/340360625',
      '381560613/414060613',
      '420760641/425760641',
      '442060640/442560640',
      '465260609/474760609',
      '481560632/495060632',
      '630160621/680060621',
      '645060637/95060637',
      '690160629/706060629',
      '724060619/725760619',
      '741160619/741960619',
    ],
} as const

/** Label pairs that a verdict of `same` may contradict, by set and reason. */
const explained: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'identity/chicago-childcare-with-city': childcareContradictions,
}

describe('Labelled duplicate sets', () => {
  for (const set of companySets)
    itWithSharedData(
      `IDN-2 ${set.name}: no company is called the same against its label, unless it is explained`,
      () => {
        const { name, contradictedLabels } = set()
        expect(contradictedLabels).toEqual(
          Object.values(explained[name] ?? {})
            .flat()
            .sort(),
        )
      },
    )

  for (const set of contactSets)
    itWithSharedData(`IDN-2 ${set.name}: no two people are called the same against their labels`, () => {
      expect(set().contradictedLabels).toEqual([])
    })

  itWithSharedData('IDN-1 rows of one SIRET are one company, all of them and nothing else', () => {
    const { same, correct, truePairs } = reportOf('identity/irep-same-siret')
    expect({ same, correct }).toEqual({ same: truePairs, correct: truePairs })
  })

  itWithSharedData('IDN-5 where nothing proves that two are one, nothing is the same, and likely ones are told', () => {
    for (const name of ['identity/restaurants', 'identity/febrl']) {
      const { same, possible, possibleCorrect, truePairs } = reportOf(name)
      expect(same, name).toBe(0)
      expect(possibleCorrect, `${name}: what is told is right`).toBe(possible)
      expect(possible / truePairs, `${name}: much is told`).toBeGreaterThan(0.5)
    }
  })
})

function reportOf(name: string): SetReport {
  const found = [...companySets, ...contactSets].map((set) => set()).find((report) => report.name === name)
  if (found === undefined) throw new Error(`there is no set ${name}`)
  return found
}
