/** Name under which a bare function of a code config (`rename`, `dedupe`) is asked. */
export const CONFIG_FUNCTION = 'config'
