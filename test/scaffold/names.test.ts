/** Names of new packages: what npm would refuse is refused before anything is written, with a better one offered. */
import {expect} from 'chai'
import {assertPackageName, directoryName, offeredName} from '../../src/scaffold/names.ts'
import {refusal} from '../support/refused.ts'

const BAD: Readonly<Record<string, string | undefined>> = {
  'My Plugin': 'my-plugin',
  '.hidden': 'hidden',
  _private: 'private',
  'über-plugin!': 'uber-plugin',
  '@scope': undefined,
  '@scope/': undefined,
  '../up': undefined,
  'a/b': undefined,
  '': undefined,
  '-flag': 'flag',
  fs: undefined,
  'stream/web': undefined,
  node_modules: undefined,
  '@a/node_modules': undefined,
  '@a/favicon.ico': undefined,
  mediastruct: undefined,
  [`${'x'.repeat(215)}`]: undefined,
}

const GOOD: Readonly<Record<string, readonly [directory: string, offered: string]>> = {
  'mediastruct-plugin-by-camera': ['mediastruct-plugin-by-camera', 'by-camera'],
  'mediastruct-lto': ['mediastruct-lto', 'lto'],
  '@me/mediastruct-plugin-lto': ['mediastruct-plugin-lto', 'lto'],
  '@me/fs': ['fs', 'fs'],
  '@me/x_1.2': ['x_1.2', 'x_1.2'],
  'mediastruct-plugin-': ['mediastruct-plugin-', 'plugin-'],
  ['x'.repeat(214)]: ['x'.repeat(214), 'x'.repeat(214)],
}

describe('a name of a package', () => {
  for (const [name, better] of Object.entries(BAD)) {
    it(`is not ${JSON.stringify(name.slice(0, 40))}; offered is ${better ?? 'an example'}`, async () => {
      const {message, hint} = await refusal('BAD_NAME', () => assertPackageName(name))
      expect(message).to.include(`"${name}" can't be the name of a package: `)
      expect(hint).to.equal(`For example: mediastruct plugins create ${better ?? 'mediastruct-plugin-mine'}`)
    })
  }

  for (const [name, [directory, offered]] of Object.entries(GOOD)) {
    it(`is ${name.slice(0, 40)}, in its directory, offering ${offered.slice(0, 40)}`, () => {
      assertPackageName(name)
      expect([directoryName(name), offeredName(name)]).to.deep.equal([directory, offered])
    })
  }
})
