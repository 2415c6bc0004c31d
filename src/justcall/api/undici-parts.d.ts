// undici describes its parts as one module only.

declare module 'undici/lib/dispatcher/agent.js' {
  export { Agent as default } from 'undici'
}

declare module 'undici/lib/interceptor/decompress.js' {
  import { interceptors } from 'undici'

  const decompress: typeof interceptors.decompress
  export default decompress
}
