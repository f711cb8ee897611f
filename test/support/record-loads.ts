/** Preloaded with `--import`: writes the address of each module that the program loads into the file LOADED_MODULES. */
import {appendFileSync} from 'node:fs'
import {registerHooks} from 'node:module'

const file = process.env.LOADED_MODULES

registerHooks({
  load(url, context, nextLoad) {
    if (file) appendFileSync(file, `${url}\n`)
    return nextLoad(url, context)
  },
})
