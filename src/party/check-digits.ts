/**
 * The arithmetic behind legal numbers. It reads character codes and allocates nothing,
 * because an import runs it on every row. @module
 */

/** Whether the whole text consists of the digits 0 to 9 (and of at least one). */
export function isAllDigits(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const digit = text.charCodeAt(index) - 48
    if (digit < 0 || digit > 9) return false
  }
  return text.length > 0
}

/** The digit at an index. Callers know from the shape that there is one. */
export function digitAt(text: string, index: number): number {
  return text.charCodeAt(index) - 48
}

/** Adds up digits × weights, the first weight being that of the digit at `from`. */
export function weightedSum(text: string, weights: readonly number[], from: number = 0): number {
  let sum = 0
  for (let index = 0; index < weights.length; index++) sum += digitAt(text, from + index) * (weights[index] ?? 0)
  return sum
}

/** The sum of the digits. */
export function digitSum(text: string): number {
  let sum = 0
  for (let index = 0; index < text.length; index++) sum += digitAt(text, index)
  return sum
}

/** The Luhn sum of digits, whose last one is the check digit; a multiple of ten is right. ISO/IEC 7812-1. */
function luhnSum(text: string): number {
  let sum = 0
  let double = false
  for (let index = text.length - 1; index >= 0; index--) {
    const digit = digitAt(text, index)
    const value = double ? digit * 2 : digit
    sum += value > 9 ? value - 9 : value
    double = !double
  }
  return sum
}

/** Whether the last digit is the Luhn check digit of the others. */
export function passesLuhn(text: string): boolean {
  return luhnSum(text) % 10 === 0
}

/** Whether the last digit is the check digit of ISO/IEC 7064, MOD 11,10 (Germany, Croatia). */
export function passesMod11And10(text: string): boolean {
  let product = 5
  for (let index = 0; index < text.length; index++)
    product = ((((product === 0 ? 10 : product) * 2) % 11) + digitAt(text, index)) % 10
  return product === 1
}

/** The remainder by 97 of digits and letters, a letter counting as 10 (A) to 35 (Z). ISO/IEC 7064, MOD 97-10. */
export function remainderBy97(text: string): number {
  let remainder = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    remainder = (code > 64 ? remainder * 100 + code - 55 : remainder * 10 + code - 48) % 97
  }
  return remainder
}
