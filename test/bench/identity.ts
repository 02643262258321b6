/**
 * `npm run bench:identity`: precision and recall of the verdict `same` on the labelled duplicate sets, one JSON line a
 * set. Recall is modest by design: without a number, an address or an e-mail nothing proves that two records are one,
 * and what is only alike is `possible`, counted beside (IDN-5).
 */
import { hasSharedData } from '../shared-data-path.ts'
import { companySets, contactSets, type SetReport } from './identity-sets.ts'

if (!hasSharedData) {
  console.error('The labelled sets are not here: set CRMKIT_DATA to the folder that holds data/dedupe.')
  process.exitCode = 1
} else for (const set of [...companySets, ...contactSets]) print(set())

function print({
  name,
  records,
  truePairs,
  same,
  correct,
  possible,
  possibleCorrect,
  contradictions,
}: SetReport): void {
  const line = {
    bench: name,
    precision: ratio(correct, same),
    recall: ratio(correct, truePairs),
    same,
    possible,
    possiblePrecision: ratio(possibleCorrect, possible),
    recallWithPossible: ratio(correct + possibleCorrect, truePairs),
    records,
    truePairs,
    contradictions,
  }
  console.log(JSON.stringify(line))
}

/** `null` where there is nothing to divide by: no verdict, no precision. */
function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : Number((part / whole).toFixed(4))
}
