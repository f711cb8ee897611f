/** Only src/mover/ touches a user's files, only src/own/ writes ours: everyone else asks them. */

import {readdirSync, readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {expect} from 'chai'

const repository = fileURLToPath(new URL('../../', import.meta.url))

const FORBIDDEN =
  /(?<![.\w]|\basync )(?:fs\.|fsp\.|promises\.)?(?:rename|link|symlink|unlink|copyFile|cp|rm|rmdir|truncate|writeFile|appendFile|createWriteStream)(?:Sync)?\(/

/** A dry run's scratch catalog is a temporary directory of its own. */
const EXEMPT = new Set(['src/catalog/catalog.ts: rmSync(directory, {recursive: true, force: true})'])

function sources(): string[] {
  const plugins = readdirSync(`${repository}/plugins`).map((name) => `plugins/${name}/src`)
  return ['src', ...plugins].flatMap((root) => {
    const entries = readdirSync(`${repository}/${root}`, {recursive: true, withFileTypes: true})
    return entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => `${entry.parentPath}/${entry.name}`.replace(/\/+/g, '/').slice(repository.length))
  })
}

/** Lines that call what only the mover and own may call; comments and strings aside. */
function offences(file: string): string[] {
  return readFileSync(`${repository}/${file}`, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => !/^(?:\/\/|\*|\/\*)/.test(line) && FORBIDDEN.test(line.replace(/'[^']*'|`[^`]*`/g, '')))
    .map((line) => `${file}: ${line}`)
}

describe('the law of the two hands', () => {
  it('sees what it looks for', () => {
    expect(FORBIDDEN.test('await unlink(path)')).to.equal(true)
    expect(FORBIDDEN.test('fs.renameSync(a, b)')).to.equal(true)
    expect(FORBIDDEN.test('file.rename(a)')).to.equal(false)
    expect(FORBIDDEN.test('async rename(name: string): Promise<void> {')).to.equal(false)
  })

  it('holds outside src/mover and src/own', () => {
    const others = sources().filter((file) => !/^src\/(?:mover|own)\//.test(file))
    expect(others.length).to.be.greaterThan(10)
    expect(others.flatMap(offences).filter((offence) => !EXEMPT.has(offence))).to.deep.equal([])
  })
})
