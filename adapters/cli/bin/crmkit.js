#!/usr/bin/env node
// Stands outside the build's output, so that npm can link it before anything is built.
import '../dist/main.js'
