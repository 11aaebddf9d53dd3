// @ts-check
// A configuration of Firecracker's as QEMU's command line.
import { readFileSync } from 'node:fs'

/**
 * @param {any} configuration
 * @param {{ qmpSocket: string, vhostSocket: string }} sockets
 */
export function toQemuArguments({ machine, boot, drives, interfaces, vsock, serial, entropy }, { qmpSocket, vhostSocket }) {
  return [
    '-M', 'microvm,acpi=on,rtc=on,isa-serial=on,memory-backend=memory',
    // Without ERMS the kernel copies eight bytes at a time: the emulator takes `rep movsb` byte by byte, which processors do not.
    '-accel', 'tcg,thread=multi', '-cpu', 'max,erms=off', '-smp', String(machine.vcpu_count), '-m', String(machine.mem_size_mib),
    // Shared: the backend of the vsock device reads and writes the guest's memory.
    '-object', `memory-backend-memfd,id=memory,size=${machine.mem_size_mib}M,share=on`,
    '-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-device', 'i8042',
    '-serial', serial?.serial_out_path ? `file:${serial.serial_out_path}` : 'stdio',
    '-qmp', `unix:${qmpSocket},server=on,wait=off`,
    '-kernel', boot.kernel_image_path, ...(boot.initrd_path ? ['-initrd', boot.initrd_path] : []), '-append', toCommandLine(boot.boot_args),
    ...drives.flatMap(toDrive),
    ...interfaces.flatMap(toInterface),
    ...(vsock ? ['-chardev', `socket,id=vsock,path=${vhostSocket}`, '-device', 'vhost-user-vsock-device,chardev=vsock'] : []),
    ...(entropy ? ['-object', 'rng-random,id=entropy,filename=/dev/urandom', '-device', 'virtio-rng-device,rng=entropy'] : []),
  ]
}

/**
 * Firecracker's own is `reboot=k panic=1 nomodule 8250.nr_uarts=0 ...`. Its guests have no PCI; neither has this machine, but for it the
 * word is wrong. The clock is told, because measuring it in an emulated machine sometimes hangs.
 * @param {string | undefined} given
 */
function toCommandLine(given = 'reboot=k panic=1 nomodule 8250.nr_uarts=0 i8042.noaux i8042.nomux i8042.dumbkbd swiotlb=noforce') {
  const words = given.split(' ').filter((word) => word !== 'pci=off')
  return [...words, `tsc_early_khz=${readClockKhz()}`, 'no_timer_check'].join(' ')
}

function readClockKhz() {
  const mhz = /^cpu MHz\s*: ([\d.]+)/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]
  return Math.round(Number(mhz ?? 2_000) * 1_000)
}

/** @param {any} drive */
function toDrive(drive) {
  const cache = drive.cache_type === 'Writeback' ? 'writeback' : 'unsafe'
  return [
    '-drive', `if=none,id=drive-${drive.drive_id},format=raw,file.filename=${drive.path_on_host.replaceAll(',', ',,')},readonly=${drive.is_read_only ? 'on' : 'off'},cache=${cache}`,
    '-device', `virtio-blk-device,drive=drive-${drive.drive_id}`,
  ]
}

/** @param {any} one */
function toInterface(one) {
  return [
    '-netdev', `tap,id=net-${one.iface_id},ifname=${one.host_dev_name},script=no,downscript=no`,
    '-device', `virtio-net-device,netdev=net-${one.iface_id}${one.guest_mac ? `,mac=${one.guest_mac}` : ''}${one.mtu ? `,host_mtu=${one.mtu}` : ''}`,
  ]
}
