#pragma once

// Tells Firecracker that the boot is over, which then logs how long it took. Only where the kernel's command line has `boot_timer=1`:
// without Firecracker's --boot-timer the address belongs to nobody.
void tell_boot_timer(void);
