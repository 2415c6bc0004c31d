#!/usr/bin/env node
import { runProcess } from './airbyte/run/process.ts'
import { justcall } from './justcall/source.ts'

await runProcess(justcall)
