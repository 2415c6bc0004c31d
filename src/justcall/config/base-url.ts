import { BlockList, isIP } from 'node:net'
import { holdsToken } from '../../airbyte/input/plausible-path.ts'

export const defaultBaseUrl = 'https://api.justcall.io'

/**
 * What is wrong with a base URL, in a sentence; undefined if nothing is. It must be https, or lead to this machine
 * itself; in a shared cloud (`DEPLOYMENT_MODE=cloud`) neither this machine nor a private network is allowed.
 */
export function baseUrlFault(text: string, inCloud: boolean): string | undefined {
  const url = URL.parse(text)
  if (url === null) {
    const shown = holdsToken(text) ? 'a value that may be a secret' : JSON.stringify(text)
    return `base_url must be an address like ${defaultBaseUrl}, not ${shown}`
  }
  if (url.username !== '' || url.password !== '') {
    return 'base_url must not hold a user or a password; the key and the secret have properties of their own'
  }
  const version = /\/v\d+(\.\d+)?(?=\/|$)/.exec(url.pathname)?.[0]
  if (version !== undefined) {
    return `base_url must not have a version in its path ("${version}"): the version is set by api_version`
  }
  if (url.search !== '' || url.hash !== '') return 'base_url must not hold a query or a fragment'
  const host = hostOf(url)
  if (inCloud && (isLoopback(host) || hasPrivateAddress(host))) {
    return 'base_url must not be a loopback or private address in a cloud deployment'
  }
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(host))) return undefined
  return `base_url must begin with https://, since key and secret are sent there; ${url.protocol}// is allowed for loopback addresses alone`
}

/** Whether an address, not a name, belongs to a private, link-local or loopback network. */
export function hasPrivateAddress(host: string): boolean {
  const family = isIP(host)
  return family !== 0 && privateNetworks().check(host, family === 6 ? 'ipv6' : 'ipv4')
}

export const hostOf = (url: URL) => url.hostname.replace(/^\[|\]$/g, '')

/** Whether a host is this machine itself: no name server and no proxy is asked for it. */
export const isLoopback = (host: string) =>
  /^(.+[.])?localhost[.]?$/i.test(host) || (isIP(host) === 4 && host.startsWith('127.')) || host === '::1'

let networks: BlockList | undefined

/**
 * RFC 1918, 3927, 4193, 4291, 6598, 6890 and 8215. IPv4 addresses in IPv6 ones are checked as what they are: mapped ones
 * by Node; those that NAT64 (RFC 6052) or 6to4 (RFC 3056) translates, as networks of their own.
 */
function privateNetworks(): BlockList {
  if (networks !== undefined) return networks
  networks = new BlockList()
  for (const [address, prefix] of [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
  ] as const) {
    networks.addSubnet(address, prefix, 'ipv4')
    networks.addSubnet(`64:ff9b::${address}`, 96 + prefix, 'ipv6')
    networks.addSubnet(`2002:${inHex(address)}::`, 16 + prefix, 'ipv6')
  }
  networks.addAddress('::', 'ipv6')
  networks.addAddress('::1', 'ipv6')
  networks.addSubnet('64:ff9b:1::', 48, 'ipv6')
  networks.addSubnet('fc00::', 7, 'ipv6')
  networks.addSubnet('fe80::', 10, 'ipv6')
  return networks
}

/** "10.0.0.1" as "0a00:0001". */
const inHex = (address: string): string =>
  Buffer.from(address.split('.').map(Number)).toString('hex').replace(/^.{4}/, '$&:')
