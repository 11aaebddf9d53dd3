export const room = 'renderer'
