/**
 * The guest kernel's command line. Without `i8042.nopnp`: a kernel with ACPI then has no keyboard, and no Ctrl-Alt-Del. The console is
 * kept, because what a guest says before its agent runs can be read nowhere else.
 */
export const bootArguments = [
  'reboot=k', 'panic=1', 'quiet', 'loglevel=4', 'i8042.noaux', 'i8042.nomux', 'i8042.dumbkbd',
  'cryptomgr.notests', 'swiotlb=noforce', 'random.trust_cpu=on', 'console=ttyS0'
].join(' ')
