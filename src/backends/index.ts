export const room = 'backends'
