export const room = 'preload'
