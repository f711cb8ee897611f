/** The first-party plugins of the checkout: which of them ship with the program. */
import {readdirSync} from 'node:fs'
import {join} from 'node:path'
import {PACKAGE_ROOT} from '../support/mediastruct.ts'

/** Those that a user installs by themselves. */
export const OPTIONAL = ['dvdisaster', 'exiftool']
export const SHIPPED = readdirSync(join(PACKAGE_ROOT, 'plugins')).filter((name) => !OPTIONAL.includes(name))
