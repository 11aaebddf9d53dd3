export const room = 'platform'
