#!/usr/bin/env node
import { runProcess } from './airbyte/process.ts'
import { justcall } from './justcall/source.ts'

await runProcess(justcall)
