export interface GuestOptions {
  cacheDir?: string;
  drivers?: 'virtio' | 'all';
  extras?: string[];
}
export function guestCacheDir(): string;
export function buildGuest(options?: GuestOptions): { kernel: string; initramfs: string };
