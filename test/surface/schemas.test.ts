import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {schemaFiles} from '../../src/schemas/json-schema.ts'
import {PACKAGE_ROOT} from '../support/mediastruct.ts'

const directory = join(PACKAGE_ROOT, 'schemas')
const meant = 'public surface changed: if it is meant, run "npm run schemas" and write it into CHANGELOG.md'

describe('schemas/', () => {
  it('holds exactly the schemas that there are', () => {
    expect(readdirSync(directory).sort(), meant).to.deep.equal([...schemaFiles().keys()].sort())
  })

  for (const [name, text] of schemaFiles()) {
    it(`${name} is what the code says`, () => {
      expect(JSON.parse(readFileSync(join(directory, name), 'utf8')), meant).to.deep.equal(JSON.parse(text))
    })
  }
})
