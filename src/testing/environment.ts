/** What a run of the program sees of the environment where nothing of the user's may count: the same on every machine. */
import {join} from 'node:path'

/** @param home where its config, data and caches lie instead */
export function isolatedEnvironment(home: string): {HOME: string} & Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_STATE_HOME: join(home, 'state'),
    XDG_CACHE_HOME: join(home, 'cache'),
    TZ: 'UTC',
    LC_ALL: 'C.UTF-8',
  }
}
