/** What is said of a package before it is installed or linked. */

import {printable} from '../report/escape.ts'
import type {Reporter} from '../report/reporter.ts'
import type {Manifest} from './manifest.ts'
import type {Preview} from './preview.ts'

export function showPreview(reporter: Reporter, preview: Preview, scripts: boolean): void {
  const {name, version, integrity, resolved, scriptedDependencies} = preview
  reporter.print(printable(`${name} ${version}`))
  reporter.print(printable(`  from ${resolved}`))
  reporter.print(`  integrity: ${integrity === undefined ? 'that of its commit' : printable(integrity)}`)
  showScripts(reporter, preview, scripts)
  if (scriptedDependencies.length > 0) {
    const those = printable(scriptedDependencies.join(', '))
    reporter.print(`  dependencies with install scripts, which ${verdict(scripts)}: ${those}`)
  }
}

export function showScripts(reporter: Reporter, {scripts: declared}: Manifest, scripts: boolean): void {
  const entries = Object.entries(declared)
  reporter.print(
    entries.length === 0 ? '  install scripts: none' : `  install scripts, which ${verdict(scripts)}:`,
  )
  for (const [script, command] of entries) reporter.print(printable(`    ${script}: ${command}`))
}

function verdict(scripts: boolean): string {
  return scripts ? 'run (--allow-scripts)' : "don't run without --allow-scripts"
}

/** The package, in a JSON document. */
export function previewFields(preview: Preview): object {
  const {name, version, resolved, integrity = null, scripts, scriptedDependencies} = preview
  return {name, version, from: resolved, integrity, scripts, scriptedDependencies}
}
