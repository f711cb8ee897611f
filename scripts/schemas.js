// Writes schemas/: a JSON Schema of the config for editors, and one of each document that programs read.
import {mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {schemaFiles} from '../dist/schemas/json-schema.js'

const directory = join(dirname(dirname(fileURLToPath(import.meta.url))), 'schemas')
const files = schemaFiles()

mkdirSync(directory, {recursive: true})
for (const name of readdirSync(directory)) if (!files.has(name)) rmSync(join(directory, name))
for (const [name, text] of files) writeFileSync(join(directory, name), text)
