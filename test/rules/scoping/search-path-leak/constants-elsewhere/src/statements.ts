export const setTenant = (schema: string): string => `SET search_path TO "${schema}", public`
export const leaveTenant = 'RESET search_path'
