/** The JSON Schemas that ship in `schemas/`. */
import {z} from 'zod'
import {configJsonSchema} from '../config/schema.ts'
import {SCHEMAS} from './index.ts'

/** What the user writes, in the place where editors look for it; what `mediastruct config` prints stands beside it. */
const CONFIG_FILE = 'config.schema.json'
const CONFIG_DOCUMENT_FILE = 'config-command.schema.json'

/** Each file's name in `schemas/`, and its text. */
export function schemaFiles(): Map<string, string> {
  const files = new Map([[CONFIG_FILE, text(configJsonSchema())]])
  for (const [name, schema] of Object.entries(SCHEMAS)) {
    files.set(
      name === 'config' ? CONFIG_DOCUMENT_FILE : `${name}.schema.json`,
      text(jsonSchema(name, schema)),
    )
  }
  return files
}

function text(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`
}

/** Documents grow: what a schema does not name is allowed. */
function jsonSchema(name: string, schema: z.ZodType): object {
  const {$schema, ...rest} = z.toJSONSchema(schema, {
    override: ({jsonSchema: node}) => {
      if (node.additionalProperties === false) delete node.additionalProperties
    },
  })
  return {$schema, $id: `mediastruct/${name}@1`, ...rest}
}
