/** What is pinned as JSON under test/snapshots; UPDATE_SNAPSHOTS=1 writes it anew. */
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {expect} from 'chai'

const directory = new URL('../snapshots/', import.meta.url)

export function expectSnapshot(name: string, value: unknown): void {
  const file = fileURLToPath(new URL(`${name}.json`, directory))
  const text = `${JSON.stringify(value, null, 2)}\n`
  if (process.env.UPDATE_SNAPSHOTS) {
    mkdirSync(directory, {recursive: true})
    writeFileSync(file, text)
  }
  const meant = 'public surface changed: if it is meant, update the snapshot and CHANGELOG.md'
  expect(JSON.parse(text), meant).to.deep.equal(JSON.parse(readFileSync(file, 'utf8')))
}
