/**
 * A sieve for identity keys (a Bloom filter): it says for sure that a key was never put in, and takes two bytes a key
 * to do so. Most rows of a first import match nothing, and need not be looked up to know it.
 * @module
 */
import type { IdentityKey } from './identity-key.ts'

/** Bits a key: with four probes, one key in four hundred passes without having been put in. */
const bitsPerKey = 16
const probes = 4
const firstCapacity = 1 << 16

interface Layer {
  readonly bits: Uint32Array
  /** Bits are counted in powers of two, so that a mask picks one. */
  readonly mask: number
  free: number
}

/** Keys that were put in, and few others. It grows with what is put in. */
export class KeySieve {
  readonly #layers: Layer[] = []

  /** Puts a key in. */
  add(key: IdentityKey): void {
    const last = this.#layers.at(-1)
    const layer = last !== undefined && last.free > 0 ? last : this.#grow()
    layer.free--
    const { bits, mask } = layer
    const whole = hashOf(key)
    let hash = mixed(whole)
    const step = stepOf(whole)
    for (let probe = 0; probe < probes; probe++) {
      const bit = hash & mask
      bits[bit >>> 5] = (bits[bit >>> 5] ?? 0) | (1 << (bit & 31))
      hash = (hash + step) | 0
    }
  }

  /** `false` if the key was never put in. */
  mayHold(key: IdentityKey): boolean {
    const whole = hashOf(key)
    const first = mixed(whole)
    const step = stepOf(whole)
    for (const layer of this.#layers) if (isIn(layer, first, step)) return true
    return false
  }

  #grow(): Layer {
    const capacity = firstCapacity * 4 ** this.#layers.length
    const size = capacity * bitsPerKey
    const layer = { bits: new Uint32Array(size >>> 5), mask: size - 1, free: capacity }
    this.#layers.push(layer)
    return layer
  }
}

function isIn({ bits, mask }: Layer, first: number, step: number): boolean {
  let hash = first
  for (let probe = 0; probe < probes; probe++) {
    const bit = hash & mask
    if (((bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false
    hash = (hash + step) | 0
  }
  return true
}

/** FNV-1a. The key is read once: both the first probe and the step to the next one are made of its hash. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193)
  return hash
}

/** So that neighboring numbers fall apart. */
function mixed(hash: number): number {
  const spread = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return spread ^ (spread >>> 13)
}

/** Another mixing, and odd: then no probe comes twice. */
function stepOf(hash: number): number {
  const spread = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (spread ^ (spread >>> 12)) | 1
}
