CREATE INDEX orders_customer ON public.orders (customer);
