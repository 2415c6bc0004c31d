#!/usr/bin/env node
import { runProcess } from '../../src/airbyte/run/process.ts'
import { stockroom } from './source.ts'

await runProcess(stockroom)
