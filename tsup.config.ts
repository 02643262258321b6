import { defineConfig, type Options } from 'tsup'
import { type Package, packages } from './packages.ts'

/** The program of the command line is built too, although nobody imports it. */
const programs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '@crmkit/cli': { main: 'adapters/cli/src/main.ts' },
}

/** JavaScript only: declarations come from `tsc -b`. */
function bundleOf({ name, folder, dependencies, entries }: Package): Options {
  return {
    name,
    entry: { ...Object.fromEntries(entries.map(({ output, source }) => [output, source])), ...programs[name] },
    outDir: `${folder}/dist`,
    external: dependencies.map((dependency) => new RegExp(`^${dependency}(?:/|$)`)),
    format: 'esm',
    target: 'es2023',
    // The core has no Node in it.
    platform: folder === '.' ? 'neutral' : 'node',
    dts: false,
    splitting: true,
    sourcemap: true,
    clean: false,
  }
}

export default defineConfig(packages.map(bundleOf))
