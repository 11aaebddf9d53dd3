/** Name by which `backends.runRemedy` finds what the product can do itself. */
export const startMachineAction = 'podman.start-machine'
