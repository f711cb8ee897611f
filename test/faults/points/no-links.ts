/** Loaded before the program: no file system has hard links any more, as if all were exFAT. */
import fs from 'node:fs'
import {syncBuiltinESMExports} from 'node:module'

fs.promises.link = () =>
  Promise.reject(Object.assign(new Error('EPERM: operation not permitted, link'), {code: 'EPERM', errno: -1}))
syncBuiltinESMExports()
