#!/usr/bin/env node
// Stands outside the build's output, so that npm can link it before anything is built. What older versions of Node lack
// is read only once it is known to be there.
const needed = [22, 12]
const [major, minor] = process.versions.node.split('.').map(Number)

if (major > needed[0] || (major === needed[0] && minor >= needed[1])) await import('../dist/main.js')
else {
  process.stderr.write(
    `crmkit: This is Node ${process.versions.node}; crmkit needs Node ${needed.join('.')} or later.\n`,
  )
  process.exitCode = 1
}
