export const room = 'main'
