export const room = 'rpc'
